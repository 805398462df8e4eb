package dev.varve.registry.config;

import dev.varve.model.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a document in TOML 1.0: all of tables, keys, strings, arrays and truth values. Numbers and
 * times are told from other values and not looked into, since no configuration that is read here
 * has one: they become a {@link Json.Num} of their text.
 *
 * <p>It exists for the time it does not take, as the reader of JSON does: see ADR 41.
 */
final class TomlReader {
  private static final int MAX_DEPTH = 32;
  private static final int MAX_KEYS = 32;

  /** What nothing begins with. */
  private static final char END = '\0';

  private final String text;
  private int at;
  private int depth;

  private TomlReader(String text) {
    this.text = text;
  }

  /**
   * The document as a tree.
   *
   * @throws TomlException if it is not valid, or nested deeper than 32
   */
  static Json.Obj read(byte[] document) throws TomlException {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(document)).toString();
    } catch (CharacterCodingException e) {
      throw new TomlException("text that is not valid UTF-8", 1);
    }
    return new TomlReader(text).document();
  }

  private Json.Obj document() throws TomlException {
    TomlTable root = TomlTable.root();
    TomlTable table = root;
    skipLines();
    while (at < text.length()) {
      if (peek() == '[') {
        table = header(root);
      } else {
        assignment(table);
      }
      endOfLine();
      skipLines();
    }
    return root.json();
  }

  private TomlTable header(TomlTable root) throws TomlException {
    at++;
    boolean element = peek() == '[';
    if (element) {
      at++;
    }
    List<String> keys = keys();
    take(']');
    if (element) {
      take(']');
    }
    TomlTable table = element ? root.element(keys) : root.header(keys);
    if (table == null) {
      throw invalid("a table that is there already");
    }
    return table;
  }

  private void assignment(TomlTable table) throws TomlException {
    List<String> keys = keys();
    take('=');
    skipSpace();
    if (!table.put(keys, value())) {
      throw invalid("a key that is there already");
    }
  }

  private List<String> keys() throws TomlException {
    List<String> keys = new ArrayList<>();
    while (true) {
      skipSpace();
      keys.add(key());
      skipSpace();
      if (peek() != '.') {
        return keys;
      }
      if (keys.size() == MAX_KEYS) {
        throw invalid("a key of more than " + MAX_KEYS + " parts");
      }
      at++;
    }
  }

  private String key() throws TomlException {
    if (peek() == '"' || peek() == '\'') {
      if (text.startsWith("\"\"\"", at) || text.startsWith("'''", at)) {
        throw invalid("a key of several lines");
      }
      return string();
    }
    int start = at;
    while (isBare(peek())) {
      at++;
    }
    if (at == start) {
      throw unexpected("a key");
    }
    return text.substring(start, at);
  }

  private static boolean isBare(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  private Json value() throws TomlException {
    return switch (peek()) {
      case '"', '\'' -> Json.of(string());
      case '[' -> array();
      case '{' -> inline();
      default -> word();
    };
  }

  private String string() throws TomlException {
    TomlString string = new TomlString(text, at);
    String value = string.read();
    if (value == null) {
      at = string.end();
      throw invalid("a string that is wrong or does not end");
    }
    at = string.end();
    return value;
  }

  private Json array() throws TomlException {
    open();
    List<Json> items = new ArrayList<>();
    skipLines();
    while (peek() != ']') {
      items.add(value());
      skipLines();
      if (peek() == ',') {
        at++;
        skipLines();
      } else if (peek() != ']') {
        throw unexpected("',' or ']'");
      }
    }
    close();
    return new Json.Arr(items);
  }

  private Json inline() throws TomlException {
    open();
    TomlTable table = TomlTable.inline();
    skipSpace();
    boolean more = peek() != '}';
    while (more) {
      assignment(table);
      skipSpace();
      more = peek() == ',';
      if (more) {
        at++;
      }
    }
    if (peek() != '}') {
      throw unexpected("',' or '}'");
    }
    close();
    return table.json();
  }

  private void open() throws TomlException {
    at++;
    depth++;
    if (depth > MAX_DEPTH) {
      throw invalid("values nested deeper than " + MAX_DEPTH);
    }
  }

  private void close() {
    at++;
    depth--;
  }

  /** A truth value, a number or a time. */
  private Json word() throws TomlException {
    int start = at;
    while (isBare(peek()) || peek() == '+' || peek() == '.' || peek() == ':') {
      at++;
    }
    String word = text.substring(start, at);
    return switch (word) {
      case "true" -> new Json.Bool(true);
      case "false" -> new Json.Bool(false);
      case "inf", "nan", "+inf", "-inf", "+nan", "-nan" -> new Json.Num(word);
      default -> {
        int digit = word.startsWith("+") || word.startsWith("-") ? 1 : 0;
        if (word.length() == digit || word.charAt(digit) < '0' || word.charAt(digit) > '9') {
          at = start;
          throw unexpected("a value");
        }
        // Between a date and a time there may be a space.
        boolean date = word.length() == 10 && word.charAt(4) == '-';
        if (date && peek() == ' ' && at + 1 < text.length() && isDigit(text.charAt(at + 1))) {
          at++;
          yield new Json.Num(word + " " + ((Json.Num) word()).text());
        }
        yield new Json.Num(word);
      }
    };
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void endOfLine() throws TomlException {
    skipSpace();
    skipComment();
    if (at < text.length() && !newLine()) {
      throw unexpected("the end of the line");
    }
  }

  /** Lines without anything, and what is blank before something. */
  private void skipLines() throws TomlException {
    do {
      skipSpace();
      skipComment();
    } while (newLine());
  }

  private boolean newLine() {
    if (peek() == '\r' && text.startsWith("\r\n", at)) {
      at += 2;
      return true;
    }
    if (peek() == '\n') {
      at++;
      return true;
    }
    return false;
  }

  private void skipComment() throws TomlException {
    if (peek() != '#') {
      return;
    }
    while (at < text.length() && text.charAt(at) != '\n' && !text.startsWith("\r\n", at)) {
      if (TomlString.isControl(text.charAt(at))) {
        throw invalid("a control character");
      }
      at++;
    }
  }

  private void skipSpace() {
    while (peek() == ' ' || peek() == '\t') {
      at++;
    }
  }

  private void take(char wanted) throws TomlException {
    if (peek() != wanted) {
      throw unexpected("'" + wanted + "'");
    }
    at++;
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : END;
  }

  private TomlException unexpected(String wanted) {
    return invalid("expected " + wanted + (at == text.length() ? ", but it ends" : ""));
  }

  private TomlException invalid(String what) {
    int line = 1;
    for (int i = 0; i < at && i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        line++;
      }
    }
    return new TomlException(what, line);
  }
}
