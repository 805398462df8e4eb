package dev.varve.dockerfile.words;

import java.util.Optional;

/** What stands between {@code ${} and {@code }}, from behind the opening brace. */
final class Substitution {
  private final ShellLexer lexer;

  Substitution(ShellLexer lexer) {
    this.lexer = lexer;
  }

  String expand() {
    switch (lexer.peek()) {
      case ShellLexer.EOF -> throw unclosed();
      case '{', '}', ':' -> throw new ExpansionException("a variable name is missing after \"${\"");
      default -> {}
    }
    String name = lexer.name();
    int operator = lexer.next();
    return switch (operator) {
      case ShellLexer.EOF -> throw unclosed();
      case '}' -> lexer.variables().find(name).orElse(lexer.keepUnset() ? "${" + name + "}" : "");
      case '/' -> replace(name);
      case ':' -> choose(name, lexer.next(), true);
      case '-', '+', '?' -> choose(name, operator, false);
      case '#', '%' -> trim(name, operator);
      default -> throw unsupported(Character.toString(operator));
    };
  }

  private String choose(String name, int operator, boolean emptyIsUnset) {
    if (operator != '-' && operator != '+' && operator != '?') {
      throw operator == ShellLexer.EOF
          ? unclosed()
          : unsupported(":" + (operator == '}' ? "" : Character.toString(operator)));
    }
    String word = rest('}', false);
    Optional<String> value = lexer.variables().find(name);
    if (value.isEmpty() && lexer.keepUnset()) {
      return "${" + name + (emptyIsUnset ? ":" : "") + (char) operator + word + "}";
    }
    boolean present = value.isPresent() && !(emptyIsUnset && value.get().isEmpty());
    return switch (operator) {
      case '-' -> present ? value.orElseThrow() : word;
      case '+' -> present ? word : "";
      default -> {
        if (!present) {
          String problem = value.isPresent() ? "must not be empty" : "must be set";
          throw new ExpansionException(name + ": " + (word.isEmpty() ? problem : word));
        }
        yield value.orElseThrow();
      }
    };
  }

  private String trim(String name, int operator) {
    String word = rest('}', true);
    Optional<String> value = lexer.variables().find(name);
    if (value.isEmpty() && lexer.keepUnset()) {
      return "${" + name + (char) operator + word + "}";
    }
    boolean longest = !word.isEmpty() && word.charAt(0) == operator;
    String pattern = longest ? word.substring(1) : word;
    ShellPattern compiled = ShellPattern.compile(pattern);
    String text = value.orElse("");
    return operator == '#'
        ? compiled.withoutPrefix(text, longest)
        : compiled.withoutSuffix(text, longest);
  }

  private String replace(String name) {
    boolean all = lexer.peek() == '/';
    if (all) {
      lexer.next();
    }
    String pattern = rest('/', true);
    String replacement = rest('}', true);
    Optional<String> value = lexer.variables().find(name);
    if (value.isEmpty() && lexer.keepUnset()) {
      // Docker writes one slash here, also where the source had two.
      return "${" + name + "/" + pattern + "/" + replacement + "}";
    }
    ShellPattern compiled = ShellPattern.compile(pattern);
    String text = value.orElse("");
    return all ? compiled.replaceAll(text, replacement) : compiled.replaceFirst(text, replacement);
  }

  private String rest(char stop, boolean rawEscapes) {
    return lexer.until(stop, rawEscapes);
  }

  private static ExpansionException unclosed() {
    return new ExpansionException("\"${\" is not closed, '}' is missing");
  }

  private static ExpansionException unsupported(String operator) {
    return new ExpansionException("unsupported operator \"" + operator + "\" in a substitution");
  }
}
