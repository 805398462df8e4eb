package dev.varve.cli.template;

import java.util.ArrayList;
import java.util.List;

/** Cuts a template into texts and the tokens between its braces. */
final class Lexer {
  private static final String OPEN = "{{";
  private static final String CLOSE = "}}";

  private final String template;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  /** What a token is. */
  enum Kind {
    TEXT,
    OPEN,
    CLOSE,
    /** A name: a keyword or a function. */
    WORD,
    /** {@code .Name}, without the dot, or a dot alone. */
    FIELD,
    /** {@code $name}, without the dollar. */
    VARIABLE,
    STRING,
    NUMBER,
    /** One of {@code | ( ) , := =}. */
    SIGN
  }

  /**
   * A token.
   *
   * @param spaced whether white space precedes it: {@code .a.b} is one value, {@code .a .b} are two
   */
  record Token(Kind kind, String text, boolean spaced) {
    boolean is(Kind wanted, String content) {
      return kind == wanted && text.equals(content);
    }
  }

  private Lexer(String template) {
    this.template = template;
  }

  static List<Token> tokens(String template) {
    Lexer lexer = new Lexer(template);
    lexer.run();
    return lexer.tokens;
  }

  private void run() {
    boolean trim = false;
    while (at < template.length()) {
      int open = template.indexOf(OPEN, at);
      String text = template.substring(at, open < 0 ? template.length() : open);
      boolean trimEnd = open >= 0 && template.startsWith("- ", open + 2);
      if (trim) {
        text = text.stripLeading();
      }
      if (trimEnd) {
        text = text.stripTrailing();
      }
      if (!text.isEmpty()) {
        tokens.add(new Token(Kind.TEXT, text, false));
      }
      if (open < 0) {
        return;
      }
      at = open + (trimEnd ? 3 : 2);
      trim = action();
    }
  }

  /** Reads up to the closing braces; tells whether they trim the text after them. */
  private boolean action() {
    if (template.startsWith("/*", at)) {
      int end = template.indexOf("*/", at);
      int close = end < 0 ? -1 : template.indexOf(CLOSE, end);
      if (close < 0) {
        throw new TemplateException("unclosed comment");
      }
      at = close + 2;
      return template.startsWith("-", close - 1);
    }
    tokens.add(new Token(Kind.OPEN, OPEN, false));
    while (true) {
      boolean spaced = space();
      if (at >= template.length()) {
        throw new TemplateException("unclosed action: '" + CLOSE + "' is missing");
      }
      boolean trims = spaced && template.startsWith("-" + CLOSE, at);
      if (trims || template.startsWith(CLOSE, at)) {
        at += trims ? 3 : 2;
        tokens.add(new Token(Kind.CLOSE, CLOSE, false));
        return trims;
      }
      token(spaced);
    }
  }

  private boolean space() {
    int start = at;
    while (at < template.length() && Character.isWhitespace(template.charAt(at))) {
      at++;
    }
    return at > start;
  }

  private void token(boolean spaced) {
    char c = template.charAt(at);
    switch (c) {
      case '.' -> {
        at++;
        add(Kind.FIELD, name(), spaced);
      }
      case '$' -> {
        at++;
        add(Kind.VARIABLE, name(), spaced);
      }
      case '"' -> add(Kind.STRING, quoted(), spaced);
      case '`' -> add(Kind.STRING, raw(), spaced);
      case '|', '(', ')', ',', '=' -> {
        at++;
        add(Kind.SIGN, String.valueOf(c), spaced);
      }
      case ':' -> {
        if (!template.startsWith(":=", at)) {
          throw unexpected(c);
        }
        at += 2;
        add(Kind.SIGN, ":=", spaced);
      }
      default -> {
        if (c == '-' || (c >= '0' && c <= '9')) {
          add(Kind.NUMBER, number(), spaced);
        } else if (Character.isLetter(c) || c == '_') {
          add(Kind.WORD, name(), spaced);
        } else {
          throw unexpected(c);
        }
      }
    }
  }

  private void add(Kind kind, String text, boolean spaced) {
    tokens.add(new Token(kind, text, spaced));
  }

  private static TemplateException unexpected(char c) {
    return new TemplateException("unexpected '" + c + "'");
  }

  private String name() {
    int start = at;
    while (at < template.length()
        && (Character.isLetterOrDigit(template.charAt(at)) || template.charAt(at) == '_')) {
      at++;
    }
    return template.substring(start, at);
  }

  private String number() {
    int start = at++;
    while (at < template.length()
        && (Character.isDigit(template.charAt(at)) || template.charAt(at) == '.')) {
      at++;
    }
    return template.substring(start, at);
  }

  private String raw() {
    int end = template.indexOf('`', at + 1);
    if (end < 0) {
      throw new TemplateException("unterminated quoted string");
    }
    String text = template.substring(at + 1, end);
    at = end + 1;
    return text;
  }

  private String quoted() {
    StringBuilder text = new StringBuilder();
    for (at++; at < template.length(); at++) {
      char c = template.charAt(at);
      if (c == '"') {
        at++;
        return text.toString();
      }
      if (c == '\\' && at + 1 < template.length()) {
        at++;
        text.append(
            switch (template.charAt(at)) {
              case 'n' -> '\n';
              case 't' -> '\t';
              case 'r' -> '\r';
              default -> template.charAt(at);
            });
      } else {
        text.append(c);
      }
    }
    throw new TemplateException("unterminated quoted string");
  }
}
