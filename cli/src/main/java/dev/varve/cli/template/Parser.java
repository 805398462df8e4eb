package dev.varve.cli.template;

import dev.varve.cli.template.Lexer.Kind;
import dev.varve.cli.template.Lexer.Token;
import dev.varve.cli.template.Node.Command;
import dev.varve.cli.template.Node.Operand;
import dev.varve.cli.template.Node.Pipeline;
import dev.varve.model.Json;
import java.util.ArrayList;
import java.util.List;

/** Makes a tree of a template's tokens. */
final class Parser {
  private static final Token END = new Token(Kind.CLOSE, "end of template", false);
  private static final int DEEPEST = 100;

  private final List<Token> tokens;
  private int at;
  private int depth;

  private Parser(List<Token> tokens) {
    this.tokens = tokens;
  }

  static List<Node> parse(String template) {
    Parser parser = new Parser(Lexer.tokens(template));
    List<Node> nodes = parser.block();
    if (parser.at < parser.tokens.size()) {
      throw new TemplateException("unexpected {{" + parser.peek(1).text() + "}}");
    }
    return nodes;
  }

  private Token peek(int ahead) {
    return at + ahead < tokens.size() ? tokens.get(at + ahead) : END;
  }

  private Token take() {
    Token token = peek(0);
    at++;
    return token;
  }

  private boolean takeIf(Kind kind, String text) {
    if (peek(0).is(kind, text)) {
      at++;
      return true;
    }
    return false;
  }

  private void close() {
    Token token = take();
    if (token.kind() != Kind.CLOSE || at > tokens.size()) {
      throw new TemplateException("unexpected '" + token.text() + "'");
    }
  }

  /** Nodes up to an {@code else} or {@code end}, which is left to the caller. */
  private List<Node> block() {
    if (++depth > DEEPEST) {
      throw new TemplateException("nested too deeply");
    }
    List<Node> nodes = new ArrayList<>();
    while (at < tokens.size()) {
      if (peek(0).kind() == Kind.TEXT) {
        nodes.add(new Node.Text(take().text()));
        continue;
      }
      Token first = peek(1);
      if (first.is(Kind.WORD, "end") || first.is(Kind.WORD, "else")) {
        break;
      }
      at++;
      nodes.add(action(first));
    }
    depth--;
    return nodes;
  }

  private Node action(Token first) {
    if (first.kind() == Kind.WORD) {
      switch (first.text()) {
        case "if" -> {
          at++;
          return condition();
        }
        case "with" -> {
          at++;
          Pipeline value = pipeline();
          close();
          List<Node> then = block();
          return new Node.With(value, then, otherwise());
        }
        case "range" -> {
          at++;
          return range();
        }
        default -> {}
      }
    }
    if (first.kind() == Kind.VARIABLE
        && (peek(1).is(Kind.SIGN, ":=") || peek(1).is(Kind.SIGN, "="))) {
      at += 2;
      Node assign = new Node.Assign(first.text(), pipeline());
      close();
      return assign;
    }
    Node print = new Node.Print(pipeline());
    close();
    return print;
  }

  private Node condition() {
    Pipeline condition = pipeline();
    close();
    List<Node> then = block();
    return new Node.If(condition, then, otherwise());
  }

  private Node range() {
    String key = "";
    String element = "";
    if (peek(0).kind() == Kind.VARIABLE && peek(1).is(Kind.SIGN, ",")) {
      key = take().text();
      at++;
      element = variable();
    } else if (peek(0).kind() == Kind.VARIABLE && peek(1).is(Kind.SIGN, ":=")) {
      element = variable();
    }
    Pipeline value = pipeline();
    close();
    List<Node> body = block();
    return new Node.Range(key, element, value, body, otherwise());
  }

  private String variable() {
    Token name = take();
    if (name.kind() != Kind.VARIABLE || !takeIf(Kind.SIGN, ":=")) {
      throw new TemplateException("range wants '$key, $element :='");
    }
    return name.text();
  }

  /** The part after {@code else}, if any, and the {@code end}. */
  private List<Node> otherwise() {
    at++;
    Token word = take();
    if (word.is(Kind.WORD, "end")) {
      close();
      return List.of();
    }
    if (!word.is(Kind.WORD, "else")) {
      throw new TemplateException("{{end}} is missing");
    }
    if (takeIf(Kind.WORD, "if")) {
      return List.of(condition());
    }
    close();
    List<Node> nodes = block();
    at++;
    if (!take().is(Kind.WORD, "end")) {
      throw new TemplateException("{{end}} is missing");
    }
    close();
    return nodes;
  }

  private Pipeline pipeline() {
    if (++depth > DEEPEST) {
      throw new TemplateException("nested too deeply");
    }
    List<Command> commands = new ArrayList<>();
    do {
      commands.add(command());
    } while (takeIf(Kind.SIGN, "|"));
    depth--;
    return new Pipeline(commands);
  }

  private Command command() {
    List<Operand> operands = new ArrayList<>();
    while (peek(0).kind() != Kind.CLOSE
        && !peek(0).is(Kind.SIGN, "|")
        && !peek(0).is(Kind.SIGN, ")")) {
      operands.add(operand());
    }
    if (operands.isEmpty()) {
      throw new TemplateException("a value is missing before '" + peek(0).text() + "'");
    }
    return new Command(operands);
  }

  private Operand operand() {
    Token token = take();
    return switch (token.kind()) {
      case FIELD -> {
        List<String> fields = new ArrayList<>();
        if (!token.text().isEmpty()) {
          fields.add(token.text());
          fields.addAll(fields());
        }
        yield new Operand.Dot(fields);
      }
      case VARIABLE -> new Operand.Variable(token.text(), fields());
      case STRING -> new Operand.Constant(Json.of(token.text()));
      case NUMBER -> new Operand.Constant(new Json.Num(token.text()));
      case WORD -> word(token.text());
      case SIGN -> {
        if (!token.text().equals("(")) {
          throw new TemplateException("unexpected '" + token.text() + "'");
        }
        Pipeline inner = pipeline();
        if (!takeIf(Kind.SIGN, ")")) {
          throw new TemplateException("')' is missing");
        }
        yield new Operand.Group(inner, fields());
      }
      case TEXT, OPEN, CLOSE -> throw new TemplateException("unexpected '" + token.text() + "'");
    };
  }

  private static Operand word(String name) {
    return switch (name) {
      case "true" -> new Operand.Constant(new Json.Bool(true));
      case "false" -> new Operand.Constant(new Json.Bool(false));
      case "nil" -> new Operand.Constant(new Json.Null());
      default -> new Operand.Function(name);
    };
  }

  private List<String> fields() {
    List<String> fields = new ArrayList<>();
    while (peek(0).kind() == Kind.FIELD && !peek(0).spaced() && !peek(0).text().isEmpty()) {
      fields.add(take().text());
    }
    return fields;
  }
}
