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
    boolean negated = at(pattern, pos) == '^';
    if (negated) {
      pos++;
    }
    List<CharClass.Range> ranges = new ArrayList<>();
    boolean first = true;
    while (first || at(pattern, pos) != ']') {
      first = false;
      int c = at(pattern, pos);
      if (c == '*' || c == '?') {
        // Docker translates these inside a class too, and what that makes ends the class early.
        return endedByWildcard(pattern, pos, new CharClass(negated, ranges), tokens);
      }
      int named = c == '[' ? NamedClasses.read(pattern, pos, ranges) : pos;
      if (named > pos) {
        pos = named;
        continue;
      }
      if (c == '\\') {
        List<CharClass.Range> set = shorthand(at(pattern, pos + 1));
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
    if (at(pattern, pos) == '-') {
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
    boolean many = at(pattern, pos) == '*';
    if (many && pattern.startsWith("**", pos)) {
      throw new BadPatternException(pattern, "'**' has no meaning inside [...]");
    }
    tokens.add(new Token.OneOf(new CharClass(before.negated(), ranges), many));
    return pos + 1;
  }

  /** Adds what the escape whose character stands at {@code pos} means; returns the place behind. */
  static int escape(String pattern, int pos, List<Token> tokens) {
    int c = at(pattern, pos);
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

  private static List<CharClass.Range> shorthand(int c) {
    return switch (c) {
      case 'd' -> DIGIT;
      case 's' -> SPACE;
      case 'w' -> WORD;
      default -> List.of();
    };
  }

  /** A character; a class may run on where Docker's check of the pattern saw its end. */
  private static int at(String pattern, int pos) {
    if (pos >= pattern.length()) {
      throw new BadPatternException(pattern, "a '[' is not closed");
    }
    return pattern.codePointAt(pos);
  }

  /** The character at a place, which may be escaped. */
  private static int character(String pattern, int pos) {
    int c = at(pattern, pos);
    if (c != '\\') {
      return c;
    }
    int escaped = at(pattern, pos + 1);
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
    int escape = at(pattern, pos) == '\\' ? 1 : 0;
    return escape + Character.charCount(at(pattern, pos + escape));
  }
}
