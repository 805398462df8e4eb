package dev.varve.cli.output;

/** Makes text safe to show on a terminal: names and output come from images and build contexts. */
public final class Printable {
  private Printable() {}

  /**
   * {@code text} without control characters other than tab and line break: they are shown as {@code
   * \x1b}.
   */
  public static String lines(String text) {
    return clean(text, true);
  }

  /** {@code text} on one line: line breaks are shown as {@code \n}. */
  public static String line(String text) {
    return clean(text, false);
  }

  private static String clean(String text, boolean breaks) {
    int first = 0;
    while (first < text.length() && harmless(text.charAt(first), breaks)) {
      first++;
    }
    if (first == text.length()) {
      return text;
    }
    StringBuilder safe = new StringBuilder(text.length() + 8).append(text, 0, first);
    for (int i = first; i < text.length(); i++) {
      char c = text.charAt(i);
      if (harmless(c, breaks)) {
        safe.append(c);
      } else {
        switch (c) {
          case '\n' -> safe.append("\\n");
          case '\r' -> safe.append("\\r");
          case '\t' -> safe.append("\\t");
          default -> escape(safe, c);
        }
      }
    }
    return safe.toString();
  }

  private static void escape(StringBuilder safe, char c) {
    if (c > 0xff) {
      safe.append("\\u").append(Integer.toHexString(c));
    } else {
      safe.append("\\x")
          .append(Character.forDigit(c >> 4, 16))
          .append(Character.forDigit(c & 15, 16));
    }
  }

  /**
   * Bidirectional overrides count as control characters: they make a line read as what it is not.
   */
  private static boolean harmless(char c, boolean breaks) {
    if (c < ' ') {
      return breaks && (c == '\n' || c == '\t');
    }
    return (c < 0x7f || c > 0x9f) && (c < 0x202a || c > 0x202e) && (c < 0x2066 || c > 0x2069);
  }
}
