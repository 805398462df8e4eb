package dev.varve.dockerfile;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A parsed Dockerfile.
 *
 * @param source its text, for excerpts
 * @param globals the ARGs in front of the first FROM
 * @param stages at least one
 * @param emptyContinuations where an instruction goes on after an empty line, which is deprecated
 */
public record Dockerfile(
    SourceText source,
    Directives directives,
    List<Arg> globals,
    List<Stage> stages,
    List<SourceRange> emptyContinuations) {
  /** The most bytes that a Dockerfile may have. */
  public static final int MAX_BYTES = 16 << 20;

  /** The most bytes that a line may have, as in Docker. */
  public static final int MAX_LINE_BYTES = 65535;

  /** Copies the lists. */
  public Dockerfile {
    globals = List.copyOf(globals);
    stages = List.copyOf(stages);
    emptyContinuations = List.copyOf(emptyContinuations);
  }

  /**
   * Parses a Dockerfile.
   *
   * @param name what errors call it
   * @throws DockerfileException if it is not valid; nothing else is thrown, whatever the bytes
   */
  public static Dockerfile parse(byte[] text, String name) {
    return DockerfileParser.parse(text, name);
  }

  /**
   * Parses what the image config holds as an ONBUILD trigger. The escape is always a backslash.
   *
   * @param place the lines that errors point to: the FROM that pulls the trigger
   * @throws DockerfileException if it is not one valid instruction
   */
  public static Instruction parseTrigger(String expression, SourceRange place) {
    return DockerfileParser.parseTrigger(expression, place);
  }

  /** The escape character. */
  public char escape() {
    return directives.escape();
  }

  /** The stage that is built when no other is asked for: the last. */
  public Stage defaultStage() {
    return stages.getLast();
  }

  /**
   * The stage that a target or {@code RUN --mount=from} means: its name in any case. Of several
   * with the same name it is the last. A number means no stage here.
   */
  public Optional<Stage> stage(String name) {
    return named(name.toLowerCase(Locale.ROOT), stages.size());
  }

  /**
   * The stage that {@code COPY --from} means, or nothing if it is a named context or an image: its
   * number, or its name in any case.
   *
   * @throws DockerfileException if it is a number that no stage has
   */
  public Optional<Stage> copySource(Copy copy) {
    String from = copy.from().orElse("");
    Optional<Integer> number = GoNumbers.integer(from);
    if (number.isEmpty()) {
      return stage(from);
    }
    int index = number.get();
    if (index < 0 || index >= stages.size()) {
      throw new DockerfileException(
          copy.range(),
          "there is no stage number " + from,
          "the stages have the numbers 0 to " + (stages.size() - 1));
    }
    return Optional.of(stages.get(index));
  }

  /**
   * The stage that the base of another one means, or nothing if it is an image: the name exactly as
   * stages have it (lower case), and only of stages in front of it. A number means none.
   *
   * @param base the expanded image of a FROM
   * @param before the index of the stage it belongs to
   */
  public Optional<Stage> baseStage(String base, int before) {
    return named(base, before);
  }

  private Optional<Stage> named(String name, int end) {
    for (Stage stage : stages.subList(0, end).reversed()) {
      if (stage.name().isPresent() && stage.name().get().equals(name)) {
        return Optional.of(stage);
      }
    }
    return Optional.empty();
  }
}
