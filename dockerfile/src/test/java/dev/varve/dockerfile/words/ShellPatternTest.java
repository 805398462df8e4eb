package dev.varve.dockerfile.words;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Patterns against the regular expressions that they stand for. */
class ShellPatternTest {
  private static final String LETTERS = "ab*?\n";

  @Test
  void allOperations_randomPatterns_agreeWithRegularExpressions() {
    Random random = new Random(42);
    for (int i = 0; i < 10_000; i++) {
      String pattern = word(random, 6, LETTERS);
      String text = word(random, 8, "ab\n");
      ShellPattern shell = ShellPattern.compile(pattern);
      String what = pattern + " on " + text;
      assertEquals(
          regex(pattern, true).matcher(text).replaceFirst("-"),
          shell.replaceFirst(text, "-"),
          what);
      assertEquals(prefix(pattern, text, true), shell.withoutPrefix(text, true), what);
      assertEquals(prefix(pattern, text, false), shell.withoutPrefix(text, false), what);
      String back = new StringBuilder(text).reverse().toString();
      String reversed = new StringBuilder(pattern).reverse().toString();
      for (boolean longest : new boolean[] {true, false}) {
        String expected = new StringBuilder(prefix(reversed, back, longest)).reverse().toString();
        assertEquals(expected, shell.withoutSuffix(text, longest), what);
      }
    }
  }

  private static String prefix(String pattern, String text, boolean longest) {
    var matcher = regex(pattern, longest).matcher(text);
    return matcher.lookingAt() ? text.substring(matcher.end()) : text;
  }

  private static Pattern regex(String pattern, boolean greedy) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      out.append(c == '*' ? (greedy ? "[^\\n]*" : "[^\\n]*?") : c == '?' ? "[^\\n]" : "" + c);
    }
    return Pattern.compile(out.toString());
  }

  private static String word(Random random, int length, String letters) {
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(length + 1); i > 0; i--) {
      out.append(letters.charAt(random.nextInt(letters.length())));
    }
    return out.toString();
  }
}
