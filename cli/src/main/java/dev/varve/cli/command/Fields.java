package dev.varve.cli.command;

import dev.varve.model.VarveException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The value of an option that is a list of {@code key=value}, separated by commas as in a line of
 * CSV: {@code type=registry,ref=shop:cache}. A field in double quotes may hold commas.
 */
final class Fields {
  private final String option;
  private final String text;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final List<String> bare = new ArrayList<>();

  private Fields(String option, String text) {
    this.option = option;
    this.text = text;
  }

  /**
   * Reads a value.
   *
   * @param option as the user knows it, {@code --cache-to}
   * @throws VarveException if quotes are open, or a key comes twice
   */
  static Fields parse(String option, String text) {
    Fields fields = new Fields(option, text);
    for (String field : fields.split()) {
      int equals = field.indexOf('=');
      if (equals < 0) {
        fields.bare.add(field.strip());
        continue;
      }
      String key = field.substring(0, equals).strip().toLowerCase(java.util.Locale.ROOT);
      if (key.startsWith("annotation")) {
        key = field.substring(0, equals).strip();
      }
      if (fields.values.put(key, field.substring(equals + 1)) != null) {
        throw fields.wrong("'" + key + "' comes twice", null);
      }
    }
    return fields;
  }

  private List<String> split() {
    List<String> found = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean doubled = quoted && c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"';
      if (doubled) {
        field.append('"');
        i++;
      } else if (c == '"' && (quoted || field.isEmpty())) {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        found.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    if (quoted) {
      throw wrong("a quote is open", null);
    }
    found.add(field.toString());
    return found;
  }

  /** What is no {@code key=value}. */
  List<String> bare() {
    return bare;
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  Optional<String> text(String key) {
    return Optional.ofNullable(values.get(key));
  }

  String text(String key, String usual) {
    return values.getOrDefault(key, usual);
  }

  /** A key that has to be there. */
  String required(String key) {
    return text(key)
        .filter(value -> !value.isEmpty())
        .orElseThrow(() -> wrong("'" + key + "' is missing", null));
  }

  boolean flag(String key, boolean usual) {
    Optional<String> value = text(key);
    if (value.isEmpty()) {
      return usual;
    }
    return switch (value.get()) {
      case "true", "1", "t", "T", "TRUE", "True" -> true;
      case "false", "0", "f", "F", "FALSE", "False" -> false;
      default -> throw wrong("'" + key + "' is true or false, not '" + value.get() + "'", null);
    };
  }

  /** All keys that begin with a prefix, without it. */
  Map<String, String> withPrefix(String prefix) {
    Map<String, String> found = new LinkedHashMap<>();
    values.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            found.put(key.substring(prefix.length()), value);
          }
        });
    return found;
  }

  /** Refuses keys that mean nothing here. */
  void allow(Set<String> keys) {
    for (String key : values.keySet()) {
      if (!keys.contains(key) && !key.startsWith("annotation")) {
        List<String> known = new ArrayList<>(keys);
        known.sort(null);
        throw wrong("there is no key '" + key + "'", "keys: " + String.join(", ", known));
      }
    }
  }

  VarveException wrong(String what, @org.jspecify.annotations.Nullable String hint) {
    return new VarveException(VarveException.Code.USAGE, option + " " + text + ": " + what, hint);
  }
}
