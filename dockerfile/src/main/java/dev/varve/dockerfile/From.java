package dev.varve.dockerfile;

import dev.varve.dockerfile.words.Variables;
import java.util.Optional;

/**
 * {@code FROM [--platform=P] image [AS name]}.
 *
 * @param image the image or stage as written
 * @param stageName the name after AS in lower case
 * @param stageNameAsWritten the same as written
 * @param asKeyword AS as written
 */
public record From(
    Origin origin,
    String image,
    Optional<String> platform,
    Optional<String> stageName,
    Optional<String> stageNameAsWritten,
    Optional<String> asKeyword)
    implements Instruction {

  /** Expands image and platform; only global ARGs are in scope here. */
  @Override
  public From expand(Variables variables, char escape) {
    String base = expandWord(image, variables, escape);
    if (base.isEmpty()) {
      throw new DockerfileException(
          range(),
          "the base image \"" + image + "\" is empty after expansion",
          "give the ARG a default value before the first FROM, or pass --build-arg");
    }
    Optional<String> on =
        platform.isPresent()
            ? Optional.of(expandWord(platform.get(), variables, escape))
            : Optional.empty();
    if (on.isPresent() && on.get().isEmpty()) {
      throw new DockerfileException(
          range(), "the platform \"" + platform.orElseThrow() + "\" is empty after expansion");
    }
    return new From(origin, base, on, stageName, stageNameAsWritten, asKeyword);
  }
}
