package dev.varve.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads {@link Json} with Jackson's streaming parser and writes it by hand: the writer's output is
 * hashed, so its form must not depend on a library's version.
 */
final class JsonText {
  private static final int MAX_NUMBER = 100;

  private JsonText() {}

  private static final class Holder {
    static final JsonFactory FACTORY =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(Json.MAX_DEPTH)
                    .maxDocumentLength(Json.MAX_BYTES)
                    .maxStringLength(Json.MAX_BYTES)
                    .maxNumberLength(MAX_NUMBER)
                    .build())
            .build();
  }

  static Json parse(byte[] document) throws JsonException {
    if (document.length > Json.MAX_BYTES) {
      throw new JsonException("JSON of " + document.length + " bytes, more than 4 MiB");
    }
    String text = decode(document);
    try (JsonParser parser = Holder.FACTORY.createParser(text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new JsonException("empty JSON document");
      }
      Json value = value(parser, first);
      if (parser.nextToken() != null) {
        throw new JsonException("text after the end of the JSON document");
      }
      return value;
    } catch (JsonException e) {
      throw e;
    } catch (IOException e) {
      throw new JsonException("invalid JSON: " + firstLine(e));
    }
  }

  private static String decode(byte[] document) throws JsonException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(document)).toString();
    } catch (CharacterCodingException e) {
      throw new JsonException("JSON that is not valid UTF-8");
    }
  }

  private static String firstLine(IOException e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  private static Json value(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> new Json.Str(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Json.Num(parser.getText());
      case VALUE_TRUE -> new Json.Bool(true);
      case VALUE_FALSE -> new Json.Bool(false);
      case VALUE_NULL -> new Json.Null();
      case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new JsonException("unexpected " + token);
    };
  }

  private static Json object(JsonParser parser) throws IOException {
    Map<String, Json> members = new LinkedHashMap<>();
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      members.put(name, value(parser, next(parser)));
    }
    return new Json.Obj(members);
  }

  private static Json array(JsonParser parser) throws IOException {
    List<Json> items = new ArrayList<>();
    for (JsonToken token = next(parser); token != JsonToken.END_ARRAY; token = next(parser)) {
      items.add(value(parser, token));
    }
    return new Json.Arr(items);
  }

  private static JsonToken next(JsonParser parser) throws IOException {
    JsonToken token = parser.nextToken();
    if (token == null) {
      throw new JsonException("JSON document that ends too early");
    }
    return token;
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
