package dev.varve.dockerfile;

import dev.varve.dockerfile.words.Variables;
import java.util.List;
import java.util.Optional;

/**
 * {@code COPY}.
 *
 * @param from a stage by name or number, a named context or an image; takes no variables
 * @param chmod octal or symbolic, unchecked
 * @param excludes patterns as in an ignore file, unchecked
 */
public record Copy(
    Origin origin,
    Sources sources,
    String destination,
    Optional<String> from,
    Optional<String> chown,
    Optional<String> chmod,
    boolean link,
    boolean parents,
    List<String> excludes)
    implements Instruction {

  /** Copies the excludes. */
  public Copy {
    excludes = List.copyOf(excludes);
  }

  /** Expands paths, destination, owner, mode and the bodies of unquoted here-documents. */
  @Override
  public Copy expand(Variables variables, char escape) {
    FileWords words = new FileWords(this, variables, escape);
    Optional<String> owner = words.flag(chown);
    Optional<String> mode = words.flag(chmod);
    return new Copy(
        origin,
        words.sources(sources),
        words.word(destination),
        from,
        owner,
        mode,
        link,
        parents,
        excludes);
  }
}
