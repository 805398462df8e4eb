package dev.varve.dockerfile;

import dev.varve.dockerfile.words.GoText;
import java.util.List;

/** Takes the flags off the front of an instruction's arguments. */
final class FlagScanner {
  private final String line;
  private final char escape;
  private int pos;

  FlagScanner(String line, int start, char escape) {
    this.line = line;
    this.pos = start;
    this.escape = escape;
  }

  /** Adds the flags to {@code flags} and returns the rest; a lone {@code --} ends the flags. */
  String scan(List<String> flags) {
    while (true) {
      while (pos < line.length() && GoText.isSpace(line.charAt(pos))) {
        pos++;
      }
      if (!line.startsWith("--", pos)) {
        return line.substring(pos);
      }
      String flag = word();
      if (flag.equals("--")) {
        return line.substring(pos);
      }
      flags.add(flag);
    }
  }

  private String word() {
    StringBuilder word = new StringBuilder();
    char quote = 0;
    while (pos < line.length()) {
      char c = line.charAt(pos++);
      if (quote == 0 && GoText.isSpace(c)) {
        pos--;
        return word.toString();
      }
      if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      } else if (c != escape) {
        word.append(c);
      } else if (pos < line.length()) {
        word.append(line.charAt(pos++));
      }
    }
    return word.toString();
  }
}
