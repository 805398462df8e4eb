package dev.varve.dockerfile;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Recognises the exec form. Docker takes arguments as JSON if they are one valid JSON array,
 * refuses an array that holds anything but strings, and takes everything else as the shell form.
 */
final class JsonStrings {
  private static final int MAX_DEPTH = 1000;

  private final String text;
  private int pos;
  private int depth;
  private boolean onlyStrings = true;

  private JsonStrings(String text) {
    this.text = text;
  }

  /** The strings of an exec form; null for any other text. */
  static @Nullable List<String> parse(Statement statement, String text) {
    if (!text.startsWith("[")) {
      return null;
    }
    JsonStrings json = new JsonStrings(text);
    List<String> strings = new ArrayList<>();
    if (!json.array(strings) || !json.atEnd()) {
      return null;
    }
    if (!json.onlyStrings) {
      throw statement.error(
          statement.keyword() + " has a JSON array that holds more than strings",
          "put every element in double quotes");
    }
    return List.copyOf(strings);
  }

  private boolean atEnd() {
    skipSpace();
    return pos == text.length();
  }

  private void skipSpace() {
    while (pos < text.length() && " \t\r\n".indexOf(text.charAt(pos)) >= 0) {
      pos++;
    }
  }

  private boolean take(char c) {
    skipSpace();
    if (pos < text.length() && text.charAt(pos) == c) {
      pos++;
      return true;
    }
    return false;
  }

  /** Reads an array; strings of the outermost one are added to {@code strings}. */
  private boolean array(List<String> strings) {
    if (!take('[') || ++depth > MAX_DEPTH) {
      return false;
    }
    if (take(']')) {
      depth--;
      return true;
    }
    do {
      skipSpace();
      boolean string = pos < text.length() && text.charAt(pos) == '"';
      if (string) {
        String value = string();
        if (value == null) {
          return false;
        }
        strings.add(value);
      } else if (!value()) {
        return false;
      } else if (depth == 1) {
        onlyStrings = false;
      }
    } while (take(','));
    depth--;
    return take(']');
  }

  private boolean object() {
    if (!take('{') || ++depth > MAX_DEPTH) {
      return false;
    }
    if (take('}')) {
      depth--;
      return true;
    }
    do {
      skipSpace();
      if (string() == null || !take(':') || !value()) {
        return false;
      }
    } while (take(','));
    depth--;
    return take('}');
  }

  private boolean value() {
    skipSpace();
    if (pos == text.length()) {
      return false;
    }
    return switch (text.charAt(pos)) {
      case '"' -> string() != null;
      case '[' -> array(new ArrayList<>());
      case '{' -> object();
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      default -> number();
    };
  }

  private boolean literal(String word) {
    boolean there = text.startsWith(word, pos);
    pos += there ? word.length() : 0;
    return there;
  }

  private boolean number() {
    if (pos < text.length() && text.charAt(pos) == '-') {
      pos++;
    }
    if (pos < text.length() && text.charAt(pos) == '0') {
      pos++;
    } else if (!digits()) {
      return false;
    }
    if (pos < text.length() && text.charAt(pos) == '.') {
      pos++;
      if (!digits()) {
        return false;
      }
    }
    if (pos < text.length() && "eE".indexOf(text.charAt(pos)) >= 0) {
      pos++;
      if (pos < text.length() && "+-".indexOf(text.charAt(pos)) >= 0) {
        pos++;
      }
      return digits();
    }
    return true;
  }

  private boolean digits() {
    int start = pos;
    while (pos < text.length() && text.charAt(pos) >= '0' && text.charAt(pos) <= '9') {
      pos++;
    }
    return pos > start;
  }

  private @Nullable String string() {
    if (pos == text.length() || text.charAt(pos) != '"') {
      return null;
    }
    pos++;
    StringBuilder out = new StringBuilder();
    while (pos < text.length()) {
      char c = text.charAt(pos++);
      if (c == '"') {
        return withoutLoneSurrogates(out);
      }
      if (c < ' ' || (c == '\\' && !escaped(out))) {
        return null;
      }
      if (c != '\\') {
        out.append(c);
      }
    }
    return null;
  }

  private boolean escaped(StringBuilder out) {
    if (pos == text.length()) {
      return false;
    }
    char c = text.charAt(pos++);
    switch (c) {
      case '"', '\\', '/' -> out.append(c);
      case 'b' -> out.append('\b');
      case 'f' -> out.append('\f');
      case 'n' -> out.append('\n');
      case 'r' -> out.append('\r');
      case 't' -> out.append('\t');
      case 'u' -> {
        int value = pos + 4 <= text.length() ? hex(text.substring(pos, pos + 4)) : -1;
        if (value < 0) {
          return false;
        }
        pos += 4;
        out.append((char) value);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private static int hex(String digits) {
    return (int) GoNumbers.unsigned32(digits, 16).orElse(-1);
  }

  private static String withoutLoneSurrogates(StringBuilder text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        text.setCharAt(i, '\ufffd');
      }
    }
    return text.toString();
  }
}
