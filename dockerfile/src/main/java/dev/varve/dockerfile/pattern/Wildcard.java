package dev.varve.dockerfile.pattern;

/**
 * A pattern with Go's {@code filepath.Match} semantics, as the sources of COPY and ADD have it:
 * {@code *} any characters but {@code /}, {@code ?} one of them, {@code [a-z]} and {@code [^a-z]}
 * one of a class, {@code \} takes the next character as it is. It matches whole names or whole
 * relative paths; {@code **} means no more than {@code *}.
 */
public final class Wildcard {
  private final String pattern;

  private Wildcard(String pattern) {
    this.pattern = pattern;
  }

  /**
   * A checked pattern.
   *
   * @throws BadPatternException if a class is not closed or an escape is at the end
   */
  public static Wildcard of(String pattern) {
    check(pattern);
    return new Wildcard(pattern);
  }

  /** Whether the text has a character that is special in a pattern, escaped ones not counted. */
  public static boolean isWildcard(String text) {
    for (int i = 0; i < text.length(); i++) {
      switch (text.charAt(i)) {
        case '*', '?', '[' -> {
          return true;
        }
        case '\\' -> i++;
        default -> {}
      }
    }
    return false;
  }

  /** Whether the whole name matches. */
  public boolean matches(String name) {
    int p = 0;
    int n = 0;
    int starAt = -1;
    int nameAt = 0;
    while (true) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        starAt = ++p;
        nameAt = n;
        continue;
      }
      if (n == name.length() && p == pattern.length()) {
        return true;
      }
      int next = p < pattern.length() && n < name.length() ? matchOne(p, name.codePointAt(n)) : -1;
      if (next >= 0) {
        p = next;
        n += Character.charCount(name.codePointAt(n));
        continue;
      }
      // Let the last star take one more character; none of them takes a slash.
      if (starAt < 0 || nameAt >= name.length() || name.charAt(nameAt) == '/') {
        return false;
      }
      nameAt += Character.charCount(name.codePointAt(nameAt));
      n = nameAt;
      p = starAt;
    }
  }

  /** The place behind the element at {@code p} if it matches the character, else -1. */
  private int matchOne(int p, int c) {
    int element = pattern.codePointAt(p);
    return switch (element) {
      case '?' -> c == '/' ? -1 : p + 1;
      case '[' -> inClass(p, c);
      case '\\' -> {
        int escaped = pattern.codePointAt(p + 1);
        yield escaped == c ? p + 1 + Character.charCount(escaped) : -1;
      }
      default -> element == c ? p + Character.charCount(element) : -1;
    };
  }

  private int inClass(int start, int c) {
    int p = start + 1;
    boolean negated = pattern.charAt(p) == '^';
    if (negated) {
      p++;
    }
    boolean found = false;
    boolean first = true;
    while (first || pattern.charAt(p) != ']') {
      first = false;
      p += pattern.charAt(p) == '\\' ? 1 : 0;
      int low = pattern.codePointAt(p);
      p += Character.charCount(low);
      int high = low;
      if (pattern.charAt(p) == '-') {
        p++;
        p += pattern.charAt(p) == '\\' ? 1 : 0;
        high = pattern.codePointAt(p);
        p += Character.charCount(high);
      }
      found |= low <= c && c <= high;
    }
    return found == negated ? -1 : p + 1;
  }

  /** Checks the syntax of a pattern as Go's {@code filepath.Match} does. */
  static void check(String pattern) {
    int p = 0;
    while (p < pattern.length()) {
      switch (pattern.charAt(p)) {
        case '\\' -> {
          if (p + 1 == pattern.length()) {
            throw new BadPatternException(pattern, "it ends with a backslash");
          }
          p += 1 + Character.charCount(pattern.codePointAt(p + 1));
        }
        case '[' -> p = checkClass(pattern, p);
        default -> p++;
      }
    }
  }

  private static int checkClass(String pattern, int start) {
    int p = start + 1;
    if (p < pattern.length() && pattern.charAt(p) == '^') {
      p++;
    }
    boolean first = true;
    while (first || p == pattern.length() || pattern.charAt(p) != ']') {
      first = false;
      p = checkClassCharacter(pattern, p);
      if (p < pattern.length() && pattern.charAt(p) == '-') {
        p = checkClassCharacter(pattern, p + 1);
      }
    }
    return p + 1;
  }

  private static int checkClassCharacter(String pattern, int start) {
    int p = start;
    if (p < pattern.length() && pattern.charAt(p) == '\\') {
      p++;
    } else if (p < pattern.length() && (pattern.charAt(p) == '-' || pattern.charAt(p) == ']')) {
      throw new BadPatternException(
          pattern, "'" + pattern.charAt(p) + "' needs a backslash at this place of a [...]");
    }
    if (p >= pattern.length()) {
      throw new BadPatternException(pattern, "a '[' is not closed");
    }
    int end = p + Character.charCount(pattern.codePointAt(p));
    if (end >= pattern.length()) {
      throw new BadPatternException(pattern, "a '[' is not closed");
    }
    return end;
  }

  @Override
  public String toString() {
    return pattern;
  }
}
