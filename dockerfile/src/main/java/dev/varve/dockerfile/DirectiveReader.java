package dev.varve.dockerfile;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads parser directives: comments of the form {@code # name=value} in front of everything else.
 * The first line that is none, a comment or empty line included, ends them.
 */
final class DirectiveReader {
  /** What Docker reads as true or false here. */
  private static final Set<String> SWITCH =
      Set.of("1", "t", "T", "true", "TRUE", "True", "0", "f", "F", "false", "FALSE", "False");

  private final Map<String, String> values = new HashMap<>();
  private boolean done;

  /** Takes the next line, trimmed at its start; says whether it is a directive. */
  boolean accept(String line, SourceRange range) {
    if (done) {
      return false;
    }
    Optional<String> name = line.startsWith("#") ? directive(line) : Optional.empty();
    if (name.isEmpty()) {
      done = true;
      return false;
    }
    String value = trimmed(line.substring(line.indexOf('=') + 1));
    if (values.put(name.get(), value) != null) {
      throw new DockerfileException(
          range, "the parser directive \"" + name.get() + "\" is given twice");
    }
    if (name.get().equals("escape") && !value.equals("\\") && !value.equals("`")) {
      throw new DockerfileException(
          range,
          "invalid escape character \"" + value + "\"",
          "it is a backslash (\\) or a backtick (`)");
    }
    if (name.get().equals("check")) {
      for (String option : firstWord("check").orElse("").split(";", -1)) {
        check(option, range);
      }
    }
    return true;
  }

  /** One option of {@code # check=}. Its value matters to the checks alone, but has to be one. */
  private static void check(String option, SourceRange range) {
    int equals = option.indexOf('=');
    String name = equals < 0 ? "" : option.substring(0, equals);
    boolean good =
        switch (name) {
          case "skip", "experimental" -> true;
          case "error" -> SWITCH.contains(option.substring(equals + 1));
          default -> false;
        };
    if (!good) {
      throw new DockerfileException(
          range,
          "invalid check option \"" + option + "\"",
          "they are skip=RULE,…|all, error=true|false and experimental=RULE,…|all, with semicolons"
              + " and no spaces between them");
    }
  }

  /** The name in lower case if the line is a directive that exists and has a value. */
  private static Optional<String> directive(String line) {
    int equals = line.indexOf('=');
    if (equals < 0) {
      return Optional.empty();
    }
    String before = line.substring(1, equals);
    String name = trimmed(before).toLowerCase(Locale.ROOT);
    boolean known = name.equals("syntax") || name.equals("escape") || name.equals("check");
    return known && !trimmed(line.substring(equals + 1)).isEmpty()
        ? Optional.of(name)
        : Optional.empty();
  }

  private static String trimmed(String text) {
    return dev.varve.dockerfile.words.GoText.trim(text);
  }

  char escape() {
    return values.getOrDefault("escape", "\\").charAt(0);
  }

  Directives directives() {
    return new Directives(firstWord("syntax"), escape(), firstWord("check"));
  }

  private Optional<String> firstWord(String name) {
    String value = values.get(name);
    if (value == null) {
      return Optional.empty();
    }
    int space = value.indexOf(' ');
    return Optional.of(space < 0 ? value : value.substring(0, space));
  }
}
