package dev.varve.build.plan;

import java.util.List;

/** Text as Go's {@code %q} writes it, which is the form of Docker's history. */
final class GoQuote {
  private GoQuote() {}

  static String list(List<String> items) {
    StringBuilder out = new StringBuilder("[");
    for (String item : items) {
      if (out.length() > 1) {
        out.append(' ');
      }
      append(item, out);
    }
    return out.append(']').toString();
  }

  static String text(String item) {
    StringBuilder out = new StringBuilder();
    append(item, out);
    return out.toString();
  }

  private static void append(String item, StringBuilder out) {
    out.append('"');
    item.codePoints().forEach(c -> append(c, out));
    out.append('"');
  }

  private static void append(int c, StringBuilder out) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case 0x0b -> out.append("\\v");
      case 0x07 -> out.append("\\a");
      default -> {
        if (c < ' ' || c == 0x7f) {
          out.append("\\x").append(hex(c, 2));
        } else if (isPrintable(c)) {
          out.appendCodePoint(c);
        } else if (c < 0x10000) {
          out.append("\\u").append(hex(c, 4));
        } else {
          out.append("\\U").append(hex(c, 8));
        }
      }
    }
  }

  /** A number as {@code %q} writes it: as the character with that code. */
  static String number(long value) {
    StringBuilder out = new StringBuilder("'");
    if (value == '\'') {
      out.append("\\'");
    } else if (value == '"') {
      out.append('"');
    } else {
      append((int) value, out);
    }
    return out.append('\'').toString();
  }

  private static boolean isPrintable(int c) {
    int type = Character.getType(c);
    return c == ' '
        || !(type == Character.CONTROL
            || type == Character.FORMAT
            || type == Character.SURROGATE
            || type == Character.PRIVATE_USE
            || type == Character.UNASSIGNED
            || type == Character.SPACE_SEPARATOR
            || type == Character.LINE_SEPARATOR
            || type == Character.PARAGRAPH_SEPARATOR);
  }

  private static String hex(int c, int width) {
    String digits = Integer.toHexString(c);
    return "0".repeat(width - digits.length()) + digits;
  }
}
