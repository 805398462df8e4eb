package dev.varve.dockerfile.pattern;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code [...]} and escapes the way the regular expressions do that Docker makes of them. The
 * pattern has passed {@link Wildcard#check}.
 */
final class ClassReader {
  private static final List<CharClass.Range> DIGIT = List.of(range('0', '9'));
  private static final List<CharClass.Range> SPACE =
      List.of(range('\t', '\n'), range('\f', '\r'), range(' ', ' '));
  private static final List<CharClass.Range> WORD =
      List.of(range('0', '9'), range('A', 'Z'), range('_', '_'), range('a', 'z'));

  private ClassReader() {}

  private static CharClass.Range range(int low, int high) {
    return new CharClass.Range(low, high);
  }

  /** Adds the class that begins at {@code start}; returns the place behind it. */
  static int read(String pattern, int start, List<Token> tokens) {
    int pos = start + 1;
    boolean negated = pattern.charAt(pos) == '^';
    if (negated) {
      pos++;
    }
    List<CharClass.Range> ranges = new ArrayList<>();
    boolean first = true;
    while (first || pattern.charAt(pos) != ']') {
      first = false;
      int c = pattern.codePointAt(pos);
      if (c == '*' || c == '?') {
        // Docker translates these inside a class too, and what that makes ends the class early.
        return endedByWildcard(pattern, pos, new CharClass(negated, ranges), tokens);
      }
      if (c == '[' && pattern.startsWith("[:", pos) && pattern.indexOf(":]", pos) > 0) {
        throw new BadPatternException(pattern, "named classes are not supported");
      }
      if (c == '\\') {
        List<CharClass.Range> set = shorthand(pattern.charAt(pos + 1));
        if (!set.isEmpty()) {
          ranges.addAll(set);
          pos += 2;
          continue;
        }
      }
      pos = addRange(pattern, pos, ranges);
    }
    tokens.add(new Token.OneOf(new CharClass(negated, ranges), false));
    return pos + 1;
  }

  private static int addRange(String pattern, int start, List<CharClass.Range> ranges) {
    int pos = start;
    int low = character(pattern, pos);
    pos += width(pattern, pos);
    int high = low;
    if (pattern.charAt(pos) == '-') {
      high = character(pattern, pos + 1);
      pos += 1 + width(pattern, pos + 1);
    }
    if (high < low) {
      throw new BadPatternException(pattern, "a range in [...] runs backwards");
    }
    ranges.add(range(low, high));
    return pos;
  }

  private static int endedByWildcard(
      String pattern, int pos, CharClass before, List<Token> tokens) {
    List<CharClass.Range> ranges = new ArrayList<>(before.ranges());
    ranges.add(range('[', '['));
    ranges.add(range('^', '^'));
    ranges.add(range('/', '/'));
    boolean many = pattern.charAt(pos) == '*';
    if (many && pattern.startsWith("**", pos)) {
      throw new BadPatternException(pattern, "'**' has no meaning inside [...]");
    }
    tokens.add(new Token.OneOf(new CharClass(before.negated(), ranges), many));
    return pos + 1;
  }

  /** Adds what the escape whose character stands at {@code pos} means; returns the place behind. */
  static int escape(String pattern, int pos, List<Token> tokens) {
    char c = pattern.charAt(pos);
    List<CharClass.Range> set = shorthand(c);
    if (!set.isEmpty()) {
      tokens.add(new Token.OneOf(new CharClass(false, set), false));
      return pos + 1;
    }
    if (c == 'D' || c == 'S' || c == 'W') {
      List<CharClass.Range> negated = shorthand(Character.toLowerCase(c));
      tokens.add(new Token.OneOf(new CharClass(true, negated), false));
      return pos + 1;
    }
    tokens.add(new Token.Literal(character(pattern, pos - 1)));
    return pos - 1 + width(pattern, pos - 1);
  }

  private static List<CharClass.Range> shorthand(char c) {
    return switch (c) {
      case 'd' -> DIGIT;
      case 's' -> SPACE;
      case 'w' -> WORD;
      default -> List.of();
    };
  }

  /** The character at a place, which may be escaped. */
  private static int character(String pattern, int pos) {
    int c = pattern.codePointAt(pos);
    if (c != '\\') {
      return c;
    }
    int escaped = pattern.codePointAt(pos + 1);
    boolean letter = Character.isLetterOrDigit(escaped) || escaped >= 0x80;
    return switch (escaped) {
      case 'a' -> 7;
      case 'f' -> '\f';
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 'v' -> 0x0b;
      default -> {
        if (letter) {
          throw new BadPatternException(
              pattern, "\"\\" + Character.toString(escaped) + "\" means nothing");
        }
        yield escaped;
      }
    };
  }

  private static int width(String pattern, int pos) {
    int escape = pattern.charAt(pos) == '\\' ? 1 : 0;
    return escape + Character.charCount(pattern.codePointAt(pos + escape));
  }
}
