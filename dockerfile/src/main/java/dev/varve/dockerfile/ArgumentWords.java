package dev.varve.dockerfile;

import dev.varve.dockerfile.words.GoText;
import java.util.ArrayList;
import java.util.List;

/** Splits arguments into words. */
final class ArgumentWords {
  private ArgumentWords() {}

  /** At every run of separators; quotes mean nothing here. No words for an empty text. */
  static List<String> plain(String text) {
    List<String> words = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int end = endOfWord(text, start);
      words.add(text.substring(start, end));
      start = startOfWord(text, end);
    }
    return words;
  }

  /** Where the separators behind the word that begins at {@code start} begin. */
  static int endOfWord(String text, int start) {
    int end = start;
    while (end < text.length() && !GoText.isSeparator(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /** Where the word behind some separators begins. */
  static int startOfWord(String text, int from) {
    int start = from;
    while (start < text.length() && GoText.isSeparator(text.charAt(start))) {
      start++;
    }
    return start;
  }

  /** At white space outside of quotes; quotes and escapes stay in the words. */
  static List<String> quoted(String text, char escape) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote == 0 && GoText.isSpace(c)) {
        if (!word.isEmpty()) {
          words.add(word.toString());
          word.setLength(0);
        }
        continue;
      }
      // Nothing can be escaped in single quotes.
      if (c == escape && quote != '\'') {
        if (i + 1 == text.length()) {
          break;
        }
        word.append(c).append(text.charAt(++i));
        continue;
      }
      if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      }
      word.append(c);
    }
    if (!word.isEmpty()) {
      words.add(word.toString());
    }
    return words;
  }
}
