package dev.varve.dockerfile.pattern;

/**
 * One pattern of an ignore file, without its {@code !}. It matches whole paths; most patterns are
 * compared as text, the others are an {@link Automaton}.
 *
 * <p>The rules are those of Docker's matcher, quirks included: {@code **} at the end or start is
 * text, so {@code a**} matches whatever begins with {@code a}, while {@code **} elsewhere stands
 * for directories; {@code \d} is a digit.
 */
sealed interface PathPattern {
  /** Whether the pattern matches the path. */
  boolean matches(String path);

  /** Whether the pattern may match a path that begins with this text; true when in doubt. */
  boolean mayMatchBelow(String directoryAndSlash);

  /** A pattern of a cleaned text; throws {@link BadPatternException}. */
  static PathPattern of(String pattern) {
    Wildcard.check(pattern);
    return PatternCompiler.compile(pattern);
  }

  /** The path itself. */
  record Exact(String path) implements PathPattern {
    @Override
    public boolean matches(String candidate) {
      return candidate.equals(path);
    }

    @Override
    public boolean mayMatchBelow(String directoryAndSlash) {
      return path.startsWith(directoryAndSlash);
    }
  }

  /** What begins with a text. */
  record Prefix(String prefix) implements PathPattern {
    @Override
    public boolean matches(String candidate) {
      return candidate.startsWith(prefix);
    }

    @Override
    public boolean mayMatchBelow(String directoryAndSlash) {
      return prefix.startsWith(directoryAndSlash) || directoryAndSlash.startsWith(prefix);
    }
  }

  /** What ends with a text; a slash at its start also stands for the start of the path. */
  record Suffix(String suffix) implements PathPattern {
    @Override
    public boolean matches(String candidate) {
      return candidate.endsWith(suffix)
          || (suffix.startsWith("/")
              && candidate.length() == suffix.length() - 1
              && suffix.endsWith(candidate));
    }

    @Override
    public boolean mayMatchBelow(String directoryAndSlash) {
      return true;
    }
  }

  /** Anything else; the three texts are what every match begins with, ends with and holds. */
  record Automatic(Automaton automaton, String prefix, String suffix, String infix)
      implements PathPattern {
    @Override
    public boolean matches(String candidate) {
      return candidate.endsWith(suffix)
          && candidate.startsWith(prefix)
          && (infix.isEmpty() || candidate.contains(infix))
          && automaton.matches(candidate);
    }

    @Override
    public boolean mayMatchBelow(String directoryAndSlash) {
      return automaton.mayMatchBeyond(directoryAndSlash);
    }
  }
}
