package dev.varve.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one JSON document (RFC 8259) and nothing that is not one: no comments, no trailing commas,
 * no member twice, no nesting below {@link Json#MAX_DEPTH}, no number of more than {@value
 * #MAX_NUMBER} characters. Escapes of single surrogates are let through, as the grammar has it.
 *
 * <p>It exists for the time it does not take: a library's parser costs ten milliseconds to get
 * ready, several times what a command spends on all the JSON it reads.
 */
final class JsonReader {
  private static final int MAX_NUMBER = 100;

  private final String text;
  private int at;

  /** The document has at most {@link Json#MAX_BYTES}: so have its strings. */
  JsonReader(String text) {
    this.text = text;
  }

  /** The one value that the document is. */
  Json document() throws JsonException {
    skipSpace();
    if (at == text.length()) {
      throw new JsonException("empty JSON document");
    }
    Json value = value(0);
    skipSpace();
    if (at < text.length()) {
      throw new JsonException("text after the end of the JSON document");
    }
    return value;
  }

  private Json value(int depth) throws JsonException {
    char c = peek();
    return switch (c) {
      case '{' -> object(depth + 1);
      case '[' -> array(depth + 1);
      case '"' -> new Json.Str(string());
      case 't' -> literal("true", new Json.Bool(true));
      case 'f' -> literal("false", new Json.Bool(false));
      case 'n' -> literal("null", new Json.Null());
      default -> {
        if (c == '-' || isDigit(c)) {
          yield number();
        }
        throw unexpected(c);
      }
    };
  }

  private Json object(int depth) throws JsonException {
    open(depth);
    if (closes('}')) {
      return Json.Obj.EMPTY;
    }
    Map<String, Json> members = new LinkedHashMap<>();
    do {
      skipSpace();
      if (peek() != '"') {
        throw unexpected(peek());
      }
      String name = string();
      skipSpace();
      take(':');
      skipSpace();
      if (members.putIfAbsent(name, value(depth)) != null) {
        throw invalid("member \"" + name + "\" is there twice");
      }
    } while (continues('}'));
    return new Json.Obj(members);
  }

  private Json array(int depth) throws JsonException {
    open(depth);
    if (closes(']')) {
      return new Json.Arr(List.of());
    }
    List<Json> items = new ArrayList<>();
    do {
      skipSpace();
      items.add(value(depth));
    } while (continues(']'));
    return new Json.Arr(items);
  }

  private void open(int depth) throws JsonException {
    if (depth > Json.MAX_DEPTH) {
      throw invalid("nested deeper than " + Json.MAX_DEPTH);
    }
    at++;
    skipSpace();
  }

  private boolean closes(char end) throws JsonException {
    if (peek() != end) {
      return false;
    }
    at++;
    return true;
  }

  /** Whether another item follows: a comma. The other thing that may be here is the end. */
  private boolean continues(char end) throws JsonException {
    skipSpace();
    if (closes(end)) {
      return false;
    }
    take(',');
    return true;
  }

  private String string() throws JsonException {
    int start = at + 1;
    int end = start;
    while (true) {
      if (end == text.length()) {
        throw tooEarly();
      }
      char c = text.charAt(end);
      if (c == '"') {
        at = end + 1;
        return text.substring(start, end);
      }
      if (c == '\\') {
        return escaped(start, end);
      }
      if (c < ' ') {
        at = end;
        throw unexpected(c);
      }
      end++;
    }
  }

  /** A string with escapes, of which everything before {@code first} is known to be plain. */
  private String escaped(int start, int first) throws JsonException {
    StringBuilder value = new StringBuilder(text.length() > first + 16 ? first - start + 16 : 16);
    value.append(text, start, first);
    at = first;
    while (true) {
      char c = peek();
      if (c < ' ') {
        throw unexpected(c);
      }
      at++;
      if (c == '"') {
        return value.toString();
      }
      value.append(c == '\\' ? escape() : c);
    }
  }

  private char escape() throws JsonException {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> codeUnit();
      default -> {
        at--;
        throw unexpected(c);
      }
    };
  }

  private char codeUnit() throws JsonException {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      char c = peek();
      // Character.digit knows digits of other scripts, too.
      int digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw unexpected(c);
      }
      unit = unit << 4 | digit;
      at++;
    }
    return (char) unit;
  }

  private Json number() throws JsonException {
    int start = at;
    if (peek() == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else {
      digits();
    }
    if (has('.')) {
      at++;
      digits();
    }
    if (has('e') || has('E')) {
      at++;
      if (has('+') || has('-')) {
        at++;
      }
      digits();
    }
    if (at - start > MAX_NUMBER) {
      throw invalid("number of " + (at - start) + " characters, more than " + MAX_NUMBER);
    }
    if (at < text.length() && !endsNumber(text.charAt(at))) {
      throw unexpected(text.charAt(at));
    }
    return new Json.Num(text.substring(start, at));
  }

  private void digits() throws JsonException {
    if (!isDigit(peek())) {
      throw unexpected(peek());
    }
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean endsNumber(char c) {
    return c == ',' || c == ']' || c == '}' || isSpace(c);
  }

  private boolean has(char c) {
    return at < text.length() && text.charAt(at) == c;
  }

  private Json literal(String word, Json value) throws JsonException {
    for (int i = 0; i < word.length(); i++) {
      take(word.charAt(i));
    }
    return value;
  }

  private void take(char wanted) throws JsonException {
    char c = peek();
    if (c != wanted) {
      throw unexpected(c);
    }
    at++;
  }

  private char peek() throws JsonException {
    if (at >= text.length()) {
      throw tooEarly();
    }
    return text.charAt(at);
  }

  private void skipSpace() {
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
  }

  private static JsonException tooEarly() {
    return new JsonException("JSON document that ends too early");
  }

  private JsonException unexpected(char c) {
    String shown = c > ' ' && c < 0x7f ? "'" + c + "'" : "character " + (int) c;
    return invalid("unexpected " + shown);
  }

  /** With the place, counted from 1 as editors do. */
  private JsonException invalid(String what) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < at && i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    int column = at - lineStart + 1;
    return new JsonException("invalid JSON: " + what + " at line " + line + ", column " + column);
  }
}
