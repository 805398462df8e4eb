package dev.varve.dockerfile.pattern;

import java.util.ArrayList;
import java.util.List;

/**
 * Turns a pattern into its fastest form. It follows the steps of Docker's own compiler, which
 * decides by what it has seen so far, because its results depend on that.
 */
final class PatternCompiler {
  private enum Kind {
    EXACT,
    PREFIX,
    SUFFIX,
    AUTOMATIC
  }

  private final String pattern;
  private final List<Token> tokens = new ArrayList<>();
  private Kind kind = Kind.EXACT;
  private int pos;

  private PatternCompiler(String pattern) {
    this.pattern = pattern;
  }

  static PathPattern compile(String pattern) {
    return new PatternCompiler(pattern).compile();
  }

  private PathPattern compile() {
    while (pos < pattern.length()) {
      int c = pattern.codePointAt(pos);
      boolean first = pos == 0;
      switch (c) {
        case '*' -> star(first);
        case '?' -> {
          pos++;
          add(new Token.NoSlash(false));
        }
        case '[' -> {
          kind = Kind.AUTOMATIC;
          pos = ClassReader.read(pattern, pos, tokens);
        }
        case '\\' -> {
          pos++;
          kind = Kind.AUTOMATIC;
          pos = ClassReader.escape(pattern, pos, tokens);
        }
        case '^' -> {
          // As text it is itself; in a regular expression, which Docker uses, it is the start.
          pos++;
          tokens.add(new Token.Start());
        }
        case ']' -> {
          pos++;
          add(new Token.Literal(c));
        }
        default -> {
          pos += Character.charCount(c);
          tokens.add(new Token.Literal(c));
        }
      }
    }
    return switch (kind) {
      case EXACT -> new PathPattern.Exact(pattern);
      case PREFIX -> new PathPattern.Prefix(pattern.substring(0, pattern.length() - 2));
      case SUFFIX -> new PathPattern.Suffix(pattern.substring(2));
      case AUTOMATIC -> automatic();
    };
  }

  private void add(Token token) {
    tokens.add(token);
    kind = Kind.AUTOMATIC;
  }

  private void star(boolean first) {
    pos++;
    if (pos == pattern.length() || pattern.charAt(pos) != '*') {
      add(new Token.NoSlash(true));
      return;
    }
    pos++;
    if (pos < pattern.length() && pattern.charAt(pos) == '/') {
      pos++;
    }
    if (pos < pattern.length()) {
      add(new Token.Directories());
    } else if (kind == Kind.EXACT) {
      kind = Kind.PREFIX;
    } else {
      add(new Token.Anything());
    }
    if (first) {
      kind = Kind.SUFFIX;
    }
  }

  private PathPattern automatic() {
    StringBuilder run = new StringBuilder();
    String infix = "";
    String prefix = "";
    boolean start = true;
    for (Token token : tokens) {
      if (token instanceof Token.Literal literal) {
        run.appendCodePoint(literal.c());
        continue;
      }
      if (start) {
        prefix = run.toString();
      } else if (run.length() > infix.length()) {
        infix = run.toString();
      }
      start = false;
      run.setLength(0);
    }
    return new PathPattern.Automatic(new Automaton(tokens), prefix, run.toString(), infix);
  }
}
