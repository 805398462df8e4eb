package dev.varve.dockerfile.pattern;

import java.util.List;

/** The classes {@code [:digit:]} and so on, which may stand inside of {@code [...]}. */
final class NamedClasses {
  private NamedClasses() {}

  /** Adds the class whose {@code [:} stands at {@code pos}; returns the place behind, or pos. */
  static int read(String pattern, int pos, List<CharClass.Range> ranges) {
    int end = pattern.startsWith("[:", pos) ? pattern.indexOf(":]", pos + 2) : -1;
    if (end < 0) {
      return pos;
    }
    String pairs =
        switch (pattern.substring(pos + 2, end)) {
          case "alnum" -> "09AZaz";
          case "alpha" -> "AZaz";
          case "ascii" -> "\0\177";
          case "blank" -> "\t\t  ";
          case "cntrl" -> "\0\37\177\177";
          case "digit" -> "09";
          case "graph" -> "!~";
          case "lower" -> "az";
          case "print" -> " ~";
          case "punct" -> "!/:@[`{~";
          case "space" -> "\t\r  ";
          case "upper" -> "AZ";
          case "word" -> "09AZaz__";
          case "xdigit" -> "09AFaf";
          default -> throw new BadPatternException(pattern, "there is no such class in [...]");
        };
    for (int i = 0; i < pairs.length(); i += 2) {
      ranges.add(new CharClass.Range(pairs.charAt(i), pairs.charAt(i + 1)));
    }
    return end + 2;
  }
}
