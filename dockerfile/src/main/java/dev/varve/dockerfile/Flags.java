package dev.varve.dockerfile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The flags of one instruction, checked against those that it has. */
final class Flags {
  /** What a flag takes. */
  enum Kind {
    /** Nothing, {@code true} or {@code false}. */
    SWITCH,
    /** One value. */
    VALUE,
    /** A value each time it is given. */
    VALUES
  }

  private final Map<String, List<String>> values = new HashMap<>();

  private Flags() {}

  /** Checks that there are no flags. */
  static void none(Statement statement) {
    parse(statement, Map.of());
  }

  static Flags parse(Statement statement, Map<String, Kind> known) {
    Flags flags = new Flags();
    for (String flag : statement.flags()) {
      int equals = flag.indexOf('=');
      String name = flag.substring(2, equals < 0 ? flag.length() : equals);
      Kind kind = known.get(name);
      if (kind == null) {
        throw unknown(statement, name, known);
      }
      if (kind != Kind.VALUES && flags.values.containsKey(name)) {
        throw statement.error("--" + name + " is given twice");
      }
      String value = equals < 0 ? "" : flag.substring(equals + 1);
      if (kind == Kind.SWITCH) {
        value = onOff(statement, name, value, equals >= 0);
      } else if (equals < 0) {
        throw statement.error("--" + name + " needs a value: --" + name + "=…");
      }
      List<String> earlier = flags.values.putIfAbsent(name, new ArrayList<>(List.of(value)));
      if (earlier != null) {
        earlier.add(value);
      }
    }
    return flags;
  }

  private static String onOff(Statement statement, String name, String value, boolean given) {
    String lower = value.toLowerCase(Locale.ROOT);
    if (!given || lower.equals("true")) {
      return "true";
    }
    if (lower.equals("false")) {
      return "false";
    }
    throw statement.error("--" + name + " is true or false, not \"" + value + "\"");
  }

  private static DockerfileException unknown(
      Statement statement, String name, Map<String, Kind> known) {
    String shown = "--" + name;
    List<String> options = known.keySet().stream().sorted().map(option -> "--" + option).toList();
    String all =
        options.isEmpty()
            ? statement.keyword() + " has no flags"
            : statement.keyword() + " has " + String.join(", ", options);
    return new DockerfileException(
        statement.origin().range(),
        "unknown flag " + shown + " of " + statement.keyword(),
        Suggestions.hint(shown, options, all));
  }

  /** The value, empty also when an empty one was given. */
  Optional<String> value(String name) {
    List<String> found = values(name);
    return found.isEmpty() || found.getFirst().isEmpty()
        ? Optional.empty()
        : Optional.of(found.getFirst());
  }

  List<String> values(String name) {
    return values.getOrDefault(name, List.of());
  }

  Optional<Boolean> onOff(String name) {
    Optional<String> value = value(name);
    return value.isPresent() ? Optional.of(value.get().equals("true")) : Optional.empty();
  }

  boolean isOn(String name) {
    return onOff(name).orElse(false);
  }
}
