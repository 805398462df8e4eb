package dev.varve.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reader against a well-known one, on documents that were broken at random. */
class JsonReaderTest {
  private static final List<String> SEEDS =
      List.of(
          "{\"architecture\":\"amd64\",\"config\":{\"Env\":[\"PATH=/bin\"],\"Cmd\":null},\"n\":-1.5e+3}",
          "[\"\\u00e4\\ud834\\udd1e\\n\\\"\\\\\\/\\b\\f\\r\\t\", true , false,null, {} , [] ]",
          "{\"a\" : {\"b\" : [0, -0, 1E5, 2.25, 10e-2, 123456789012345678901234567890]}}\r\n\t ",
          "\"ä€𝄞\"",
          "{\"dup\":1,\"x\":{\"dup\":2},\"y\":[{\"dup\":3},{\"dup\":4}]}");

  private static final String ALPHABET = "{}[]\":,\\/ \n\t\u0001u0123456789abcdefEntrls+-.ä'#";

  private static final JsonFactory JACKSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Json.MAX_DEPTH)
                  .maxNumberLength(100)
                  .build())
          .build();

  @Test
  void parse_brokenAtRandom_answersLikeJackson() {
    Random random = new Random(7);
    int valid = 0;
    int rounds = 60_000;
    for (int i = 0; i < rounds; i++) {
      String text = broken(SEEDS.get(i % SEEDS.size()), random);
      Optional<Json> expected = jackson(text);
      Optional<Json> actual = varve(text);
      assertEquals(expected, actual, () -> "of: " + text);
      valid += actual.isPresent() ? 1 : 0;
    }
    // Both kinds have to be there in number, or nothing was compared.
    assertEquals(true, valid > rounds / 20 && valid < rounds * 19 / 20, "valid: " + valid);
  }

  private static String broken(String seed, Random random) {
    StringBuilder text = new StringBuilder(seed);
    for (int edits = random.nextInt(4); edits > 0; edits--) {
      int at = random.nextInt(text.length());
      char c = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
      switch (random.nextInt(4)) {
        case 0 -> text.setCharAt(at, c);
        case 1 -> text.insert(at, c);
        case 2 -> text.deleteCharAt(at);
        default -> text.insert(at, text.substring(at, Math.min(text.length(), at + 9)));
      }
      if (text.isEmpty()) {
        text.append(' ');
      }
    }
    return text.toString();
  }

  private static Optional<Json> varve(String text) {
    try {
      return Optional.of(Json.parse(text.getBytes(UTF_8)));
    } catch (JsonException e) {
      return Optional.empty();
    }
  }

  private static Optional<Json> jackson(String text) {
    // Through bytes, as the other one, so that both see the same replacement of lone surrogates.
    try (JsonParser parser = JACKSON.createParser(new String(text.getBytes(UTF_8), UTF_8))) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return Optional.empty();
      }
      Json value = value(parser, first);
      return parser.nextToken() == null ? Optional.of(value) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Json value(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> {
        Map<String, Json> members = new LinkedHashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
          members.put(name, value(parser, parser.nextToken()));
        }
        yield new Json.Obj(members);
      }
      case START_ARRAY -> {
        List<Json> items = new ArrayList<>();
        for (JsonToken next = parser.nextToken();
            next != JsonToken.END_ARRAY;
            next = parser.nextToken()) {
          items.add(value(parser, next));
        }
        yield new Json.Arr(items);
      }
      case VALUE_STRING -> new Json.Str(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Json.Num(parser.getText());
      case VALUE_TRUE -> new Json.Bool(true);
      case VALUE_FALSE -> new Json.Bool(false);
      case VALUE_NULL -> new Json.Null();
      case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new IOException("unexpected " + token);
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[1,]          | invalid JSON: unexpected ']' at line 1, column 4",
        "{\"a\":1,\"a\":2} | invalid JSON: member \"a\" is there twice at line 1, column 13",
        "[1 2]         | invalid JSON: unexpected '2' at line 1, column 4",
        "{a:1}         | invalid JSON: unexpected 'a' at line 1, column 2",
        "[\"a           | JSON document that ends too early",
        "{} {}         | text after the end of the JSON document",
        "01            | invalid JSON: unexpected '1' at line 1, column 2",
        "[\"\\x\"]      | invalid JSON: unexpected 'x' at line 1, column 4",
      })
  void parse_invalid_saysWhatAndWhere(String text, String message) {
    JsonException e =
        assertThrows(JsonException.class, () -> Json.parse(text.strip().getBytes(UTF_8)));
    assertEquals(message, e.getMessage());
  }

  @Test
  void parse_secondLine_isCounted() {
    JsonException e =
        assertThrows(JsonException.class, () -> Json.parse("{\n  \"a\": x}".getBytes(UTF_8)));
    assertEquals("invalid JSON: unexpected 'x' at line 2, column 8", e.getMessage());
  }

  @Test
  void parse_numberOf101Characters_refused() throws Exception {
    Json.parse("1".repeat(100).getBytes(UTF_8));
    assertThrows(JsonException.class, () -> Json.parse("1".repeat(101).getBytes(UTF_8)));
  }
}
