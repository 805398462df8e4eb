package dev.varve.cli.output;

/**
 * What a command prints, reduced to what may be shown as one line of a display that moves the
 * cursor itself.
 */
public final class TerminalText {
  private static final int TAB = 8;

  private TerminalText() {}

  /**
   * {@code line} without escape sequences and control characters, with tabs as spaces, and only
   * what would be left on the screen when a progress bar writes over itself with carriage returns.
   */
  public static String plain(String line) {
    int start = 0;
    int end = line.length();
    while (end > 0 && line.charAt(end - 1) == '\r') {
      end--;
    }
    int back = line.lastIndexOf('\r', end - 1);
    if (back >= 0) {
      start = back + 1;
    }
    StringBuilder text = new StringBuilder(end - start);
    for (int i = start; i < end; ) {
      char c = line.charAt(i);
      if (c == 0x1b) {
        i = afterEscape(line, i + 1, end);
      } else if (c == 0x9b) {
        i = afterControl(line, i + 1, end);
      } else {
        append(text, c);
        i++;
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, char c) {
    if (c == '\t') {
      text.append(" ".repeat(TAB - text.length() % TAB));
    } else if (c >= ' ' && (c < 0x7f || c > 0x9f) && !reordering(c)) {
      text.append(c);
    }
  }

  /** Bidirectional overrides make a line read as what it is not. */
  private static boolean reordering(char c) {
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
  }

  /** Where the escape sequence ends of which {@code i} is the character after the escape. */
  private static int afterEscape(String line, int i, int end) {
    if (i >= end) {
      return end;
    }
    return switch (line.charAt(i)) {
      case '[' -> afterControl(line, i + 1, end);
      // Strings: operating system commands and the like, up to BEL or ESC \.
      case ']', 'P', 'X', '^', '_' -> afterString(line, i + 1, end);
      // Designation of character sets takes one more character.
      case '(', ')', '*', '+', '#', '%' -> Math.min(end, i + 2);
      default -> i + 1;
    };
  }

  private static int afterControl(String line, int from, int end) {
    int i = from;
    while (i < end && (line.charAt(i) < 0x40 || line.charAt(i) > 0x7e)) {
      i++;
    }
    return Math.min(end, i + 1);
  }

  private static int afterString(String line, int from, int end) {
    for (int i = from; i < end; i++) {
      char c = line.charAt(i);
      if (c == 0x07 || c == 0x9c) {
        return i + 1;
      }
      if (c == 0x1b) {
        return Math.min(end, i + 2);
      }
    }
    return end;
  }
}
