package dev.varve.dockerfile.words;

import java.util.List;

/**
 * One pass over a text: quotes, escapes and {@code $}. Substitutions are {@link Substitution}'s.
 */
final class ShellLexer {
  static final int EOF = -1;

  /** What is done with quotes, escapes and variables that are unset. */
  enum Mode {
    PLAIN(false, false, false, false),
    HEREDOC(false, false, true, false),
    DISPLAY(true, false, false, true),
    RAW(true, true, false, true),
    KEEP_UNSET(false, false, false, true);

    final boolean keepQuotes;
    final boolean keepEscapes;
    final boolean quotesAreText;
    final boolean keepUnset;

    Mode(boolean keepQuotes, boolean keepEscapes, boolean quotesAreText, boolean keepUnset) {
      this.keepQuotes = keepQuotes;
      this.keepEscapes = keepEscapes;
      this.quotesAreText = quotesAreText;
      this.keepUnset = keepUnset;
    }
  }

  record Result(String text, List<String> words) {}

  private final String text;
  private final Variables variables;
  private final char escape;
  private final Mode mode;
  private final Words words = new Words();
  private boolean keepEscapes;
  private int pos;
  private int depth;

  ShellLexer(String text, Variables variables, char escape, Mode mode) {
    this.text = text;
    this.variables = variables;
    this.escape = escape;
    this.mode = mode;
    this.keepEscapes = mode.keepEscapes;
    // Docker's scanner drops a byte order mark in front of a word.
    this.pos = text.startsWith("\uFEFF") ? 1 : 0;
  }

  Result run() {
    String result = until(EOF, keepEscapes);
    return new Result(result, words.finish());
  }

  Variables variables() {
    return variables;
  }

  boolean keepUnset() {
    return mode.keepUnset;
  }

  int peek() {
    return pos < text.length() ? text.codePointAt(pos) : EOF;
  }

  int next() {
    int c = peek();
    if (c != EOF) {
      pos += Character.charCount(c);
    }
    return c;
  }

  /**
   * Reads up to {@code stop} and past it, expanding on the way. As in Docker, the operand of a
   * substitution drops what the word around it has so far: {@code 80${x:-90}} is the word 90.
   */
  String until(int stop, boolean rawEscapes) {
    boolean outer = depth == 0;
    boolean before = keepEscapes;
    keepEscapes = rawEscapes;
    depth++;
    if (depth > Expansion.MAX_NESTING) {
      throw new ExpansionException("substitutions are nested too deeply");
    }
    StringBuilder out = new StringBuilder();
    if (!outer) {
      words.dropWord();
    }
    boolean stopped = false;
    while (!stopped && peek() != EOF) {
      int c = peek();
      if (c == stop) {
        next();
        stopped = true;
      } else {
        step(c, out, outer);
        checkLength(out.length());
      }
    }
    if (!stopped && stop != EOF) {
      throw new ExpansionException("missing '" + (char) stop + "'");
    }
    depth--;
    keepEscapes = before;
    return out.toString();
  }

  private void step(int c, StringBuilder out, boolean outer) {
    switch (c) {
      case '$' -> {
        String value = dollar();
        out.append(value);
        if (outer) {
          words.addText(value);
        }
      }
      case '<' -> addRaw(lessThan(), out, outer);
      case '\'' -> {
        if (mode.quotesAreText) {
          plain(out, outer);
        } else {
          addRaw(singleQuoted(), out, outer);
        }
      }
      case '"' -> {
        if (mode.quotesAreText) {
          plain(out, outer);
        } else {
          addRaw(doubleQuoted(), out, outer);
        }
      }
      default -> plain(out, outer);
    }
  }

  private void addRaw(String s, StringBuilder out, boolean outer) {
    out.append(s);
    if (outer) {
      words.addRaw(s);
    }
  }

  private void plain(StringBuilder out, boolean outer) {
    int c = next();
    if (c != escape) {
      out.appendCodePoint(c);
      if (outer) {
        words.add(c);
      }
      return;
    }
    if (keepEscapes) {
      addRaw(Character.toString(c), out, outer);
    }
    int escaped = next();
    if (escaped != EOF) {
      addRaw(Character.toString(escaped), out, outer);
    }
  }

  private String singleQuoted() {
    int start = pos;
    int end = text.indexOf('\'', start + 1);
    if (end < 0) {
      throw new ExpansionException("a single quote (') is not closed");
    }
    pos = end + 1;
    return mode.keepQuotes ? text.substring(start, end + 1) : text.substring(start + 1, end);
  }

  /** In double quotes only the quote, the dollar and the escape itself can be escaped. */
  private String doubleQuoted() {
    StringBuilder out = new StringBuilder();
    next();
    if (mode.keepQuotes) {
      out.append('"');
    }
    while (true) {
      checkLength(out.length());
      int c = peek();
      if (c == EOF) {
        throw new ExpansionException("a double quote (\") is not closed");
      }
      if (c == '$') {
        out.append(dollar());
        continue;
      }
      next();
      if (c == '"') {
        if (mode.keepQuotes) {
          out.append('"');
        }
        return out.toString();
      }
      if (c == escape) {
        if (keepEscapes) {
          out.append(escape);
        }
        int escaped = peek();
        if (escaped == EOF) {
          continue;
        }
        if (escaped == '"' || escaped == '$' || escaped == escape) {
          c = next();
        }
      }
      out.appendCodePoint(c);
    }
  }

  /** Here-document marks stay in one piece with the white space between them and their word. */
  private String lessThan() {
    next();
    if (peek() != '<') {
      return "<";
    }
    int start = pos;
    next();
    while (peek() == ' ' || peek() == '\t' || peek() == '\r') {
      next();
    }
    return "<" + text.substring(start, pos);
  }

  private String dollar() {
    next();
    if (peek() == '{') {
      next();
      return new Substitution(this).expand();
    }
    String name = name();
    if (name.isEmpty()) {
      return "$";
    }
    return variables.find(name).orElse(keepUnset() ? "$" + name : "");
  }

  /** A variable name, the digits of a positional parameter, or one special parameter. */
  String name() {
    int start = pos;
    int first = peek();
    if (first == EOF) {
      return "";
    }
    if (isDigit(first)) {
      while (peek() != EOF && isDigit(peek())) {
        next();
      }
    } else if ("@*#?-$!".indexOf(first) >= 0) {
      next();
    } else {
      while (peek() != EOF && (Character.isLetter(peek()) || isDigit(peek()) || peek() == '_')) {
        next();
      }
    }
    return text.substring(start, pos);
  }

  private static boolean isDigit(int c) {
    return Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER;
  }

  static void checkLength(int length) {
    if (length > Expansion.MAX_LENGTH) {
      throw new ExpansionException("the result is larger than 16 MiB");
    }
  }
}
