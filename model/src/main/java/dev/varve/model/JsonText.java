package dev.varve.model;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;

/**
 * The text of {@link Json}. It is written by hand: it is hashed, so its form must not depend on a
 * library's version.
 */
final class JsonText {
  private JsonText() {}

  static Json parse(byte[] document) throws JsonException {
    if (document.length > Json.MAX_BYTES) {
      throw new JsonException("JSON of " + document.length + " bytes, more than 4 MiB");
    }
    return new JsonReader(decode(document)).document();
  }

  private static String decode(byte[] document) throws JsonException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(document)).toString();
    } catch (CharacterCodingException e) {
      throw new JsonException("JSON that is not valid UTF-8");
    }
  }

  static String write(Json value, boolean pretty) {
    StringBuilder out = new StringBuilder();
    write(value, pretty ? 0 : -1, out);
    return out.toString();
  }

  /** An indent below zero means compact. */
  private static void write(Json value, int indent, StringBuilder out) {
    switch (value) {
      case Json.Obj obj -> writeObject(obj, indent, out);
      case Json.Arr arr -> writeArray(arr, indent, out);
      case Json.Str str -> quote(str.value(), out);
      case Json.Num num -> out.append(num.text());
      case Json.Bool bool -> out.append(bool.value());
      case Json.Null _ -> out.append("null");
    }
  }

  private static void writeObject(Json.Obj obj, int indent, StringBuilder out) {
    if (obj.members().isEmpty()) {
      out.append("{}");
      return;
    }
    int inner = indent < 0 ? -1 : indent + 1;
    char separator = '{';
    for (Map.Entry<String, Json> member : obj.members().entrySet()) {
      out.append(separator);
      separator = ',';
      newLine(inner, out);
      quote(member.getKey(), out);
      out.append(indent < 0 ? ":" : ": ");
      write(member.getValue(), inner, out);
    }
    newLine(indent, out);
    out.append('}');
  }

  private static void writeArray(Json.Arr arr, int indent, StringBuilder out) {
    if (arr.items().isEmpty()) {
      out.append("[]");
      return;
    }
    int inner = indent < 0 ? -1 : indent + 1;
    char separator = '[';
    for (Json item : arr.items()) {
      out.append(separator);
      separator = ',';
      newLine(inner, out);
      write(item, inner, out);
    }
    newLine(indent, out);
    out.append(']');
  }

  private static void newLine(int indent, StringBuilder out) {
    if (indent >= 0) {
      out.append('\n').repeat("    ", indent);
    }
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20 || c == 0x7f || (Character.isSurrogate(c) && !paired(text, i))) {
            out.append("\\u").append(HexFormat.of().toHexDigits(c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static boolean paired(String text, int i) {
    return Character.isHighSurrogate(text.charAt(i))
        ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }
}
