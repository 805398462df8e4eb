package dev.varve.registry.config;

import org.jspecify.annotations.Nullable;

/** Reads one string of a TOML document, of any of its four kinds. */
final class TomlString {
  private final String text;
  private int at;

  /** The string that begins with the quote at {@code start}. */
  TomlString(String text, int start) {
    this.text = text;
    this.at = start;
  }

  /** Where the string ends, or what is wrong is. */
  int end() {
    return at;
  }

  /** What the string says; null when it is malformed. */
  @Nullable String read() {
    char quote = text.charAt(at);
    String triple = String.valueOf(quote).repeat(3);
    boolean lines = text.startsWith(triple, at);
    at += lines ? 3 : 1;
    if (lines) {
      // A line break right after the quotes is not part of it.
      at += text.startsWith("\r\n", at) ? 2 : text.startsWith("\n", at) ? 1 : 0;
    }
    StringBuilder value = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == quote && (!lines || text.startsWith(triple, at))) {
        return ended(value, quote, lines);
      }
      if (c == '\\' && quote == '"') {
        if (!escape(value, lines)) {
          return null;
        }
      } else if (isControl(c) && !(lines && isBreak(c))) {
        return null;
      } else {
        value.append(c);
        at++;
      }
    }
    return null;
  }

  /** Up to two quotes may stand before the three that end a string of several lines. */
  private String ended(StringBuilder value, char quote, boolean lines) {
    at += lines ? 3 : 1;
    for (int i = 0; lines && i < 2 && at < text.length() && text.charAt(at) == quote; i++) {
      value.append(quote);
      at++;
    }
    return value.toString();
  }

  private boolean isBreak(char c) {
    return c == '\n' || (c == '\r' && text.startsWith("\r\n", at));
  }

  static boolean isControl(char c) {
    return (c < ' ' && c != '\t') || c == 0x7f;
  }

  private boolean escape(StringBuilder value, boolean lines) {
    at++;
    char c = at < text.length() ? text.charAt(at) : '\0';
    int simple = "btnfr\"\\".indexOf(c);
    if (simple >= 0) {
      value.append("\b\t\n\f\r\"\\".charAt(simple));
      at++;
      return true;
    }
    return switch (c) {
      case 'u' -> codePoint(value, 4);
      case 'U' -> codePoint(value, 8);
      default -> lines && skipBreak();
    };
  }

  private boolean codePoint(StringBuilder value, int digits) {
    at++;
    int code = 0;
    for (int i = 0; i < digits; i++) {
      char c = at < text.length() ? text.charAt(at) : '\0';
      int digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0 || code > 0x10ffff >> 4) {
        return false;
      }
      code = code << 4 | digit;
      at++;
    }
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
      return false;
    }
    value.appendCodePoint(code);
    return true;
  }

  /** After a backslash at the end of a line everything blank is left out. */
  private boolean skipBreak() {
    boolean broken = false;
    while (at < text.length()) {
      char c = text.charAt(at);
      boolean newLine = isBreak(c);
      if (c != ' ' && c != '\t' && !newLine) {
        return broken;
      }
      broken |= newLine;
      // The two characters of CR LF are one break.
      at += c == '\r' ? 2 : 1;
    }
    return false;
  }
}
