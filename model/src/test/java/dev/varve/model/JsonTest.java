package dev.varve.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"b\":1,\"a\":[true,false,null,\"x\",{}]}",
        "\"\\\"\\\\\\n\\r\\t\\u0001ä€𝄞<>&\"",
        "-12.50e+3",
        "12345678901234567890123",
      })
  void parse_thenWrite_sameText(String text) throws Exception {
    assertEquals(text, Json.parse(text.getBytes(UTF_8)).toText());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1,]",
        "{\"a\":1,\"a\":2}",
        "{} {}",
        "nul",
        "01",
        "'a'",
        "{a:1}",
        "NaN",
        "[1 2]",
        "\"\n\"",
        "// c\n1",
      })
  void parse_invalid_refused(String text) {
    assertThrows(JsonException.class, () -> Json.parse(text.getBytes(UTF_8)));
  }

  @Test
  void parse_invalidUtf8_refused() {
    assertThrows(JsonException.class, () -> Json.parse("\"\u00e4\"".getBytes(ISO_8859_1)));
  }

  @Test
  void parse_depth_boundedAt64() throws Exception {
    Json.parse(("[".repeat(64) + "]".repeat(64)).getBytes(UTF_8));
    String deeper = "[".repeat(65) + "]".repeat(65);
    assertThrows(JsonException.class, () -> Json.parse(deeper.getBytes(UTF_8)));
    String hostile = "[".repeat(1_000_000);
    assertThrows(JsonException.class, () -> Json.parse(hostile.getBytes(UTF_8)));
  }

  @Test
  void parse_overFourMebibytes_refused() {
    byte[] document = new byte[Json.MAX_BYTES + 1];
    java.util.Arrays.fill(document, (byte) ' ');
    assertThrows(JsonException.class, () -> Json.parse(document));
  }

  @Test
  void toText_loneSurrogate_escaped() {
    assertEquals("\"\\ud800x\"", Json.of("\ud800x").toText());
  }

  @Test
  void toPretty_nested_indentedByFour() throws Exception {
    Json json = Json.parse("{\"a\":[1,{}],\"b\":[]}".getBytes(UTF_8));
    assertEquals(
        "{\n    \"a\": [\n        1,\n        {}\n    ],\n    \"b\": []\n}", json.toPretty());
  }
}
