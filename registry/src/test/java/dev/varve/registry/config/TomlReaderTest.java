package dev.varve.registry.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/** The reader, held against one that everybody uses. */
final class TomlReaderTest {
  private static Json.Obj read(String text) throws TomlException {
    return TomlReader.read(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Json tree(Object value) {
    return switch (value) {
      case TomlTable table -> {
        Map<String, Json> members = new LinkedHashMap<>();
        for (String key : table.keySet()) {
          members.put(key, tree(Objects.requireNonNull(table.get(List.of(key)))));
        }
        yield new Json.Obj(members);
      }
      case TomlArray array -> {
        List<Json> items = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
          items.add(tree(array.get(i)));
        }
        yield new Json.Arr(items);
      }
      case String text -> Json.of(text);
      case Boolean truth -> new Json.Bool(truth);
      default -> new Json.Num("");
    };
  }

  /** Numbers and times without their text, which is not looked into here. */
  private static Json blurred(Json json) {
    return switch (json) {
      case Json.Obj obj -> {
        Map<String, Json> members = new LinkedHashMap<>();
        obj.members().forEach((key, value) -> members.put(key, blurred(value)));
        yield new Json.Obj(members);
      }
      case Json.Arr arr -> new Json.Arr(arr.items().stream().map(TomlReaderTest::blurred).toList());
      case Json.Num _ -> new Json.Num("");
      case Json.Str _, Json.Bool _, Json.Null _ -> json;
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\r\n \t\n# only a comment",
        "a = 'x'",
        "a=\"x\"# comment\r\nb = true\n",
        "\"a.b\" = 'x'\n'c d'.e . f = false",
        "a.b = 'x'\na.c.d = 'y'",
        "1.2 = 'x'\n-_- = 'y'",
        "a = \"\\b\\t\\n\\f\\r\\\"\\\\ \\u00e9 \\U0001F600\"",
        "a = 'C:\\x\\n'\nb = ''\nc = \"\"",
        "a = \"\"\"\nx\n  y\"\"\"\nb = '''\r\nx\\\ny'''",
        "a = \"\"\"x \\\n   \n\t y\"\"\"\nb = \"\"\"\"q\"\" \"\"\"\"\"\nc = ''''x'''''",
        "a = [ ]\nb = ['x', 'y',\n # c\n 'z' , ]\nc = [[], ['x'], [[true]]]",
        "a = {}\nb = { x = 'y', z.w = true, 'k' = [ {}, {q = 'r'} ] }",
        "[a]\nx = 'y'\n[a.b]\n[c.d.e]\n[c]\nz = true",
        "[ a . 'b c' ]\nx = 'y'",
        "[[a]]\nx = 'y'\n[[a]]\n[a.b]\nz = 'w'\n[[a.c]]\n[[a.c]]\nq = 'r'",
        "[fruit]\napple.color = 'red'\n[fruit.apple.texture]\nsmooth = true",
        "a = 1\nb = -1_000\nc = 0xff",
        "a = 3.14\nb = 1e+10\nc = -inf\nd = nan\ne = [1, 2.0]",
        "a = 1979-05-27T07:32:00Z\nb = 1979-05-27 07:32:00\nc = 07:32:00\nd = 1979-05-27 # x",
        "\"é\" = 'x'",
        """
        unqualified-search-registries = ['a', 'b']
        [[registry]]
        location = 'a'
        [[registry.mirror]]
        location = 'b'
        insecure = true
        [[registry]]
        prefix = '*.c'
        blocked = true
        [aliases]
        'x/y' = 'z.example/x/y'
        """
      })
  void document_means_whatItMeansToOthers(String text) throws TomlException {
    TomlParseResult expected = Toml.parse(text);
    assertTrue(!expected.hasErrors(), expected.errors().toString());
    assertEquals(tree(expected), blurred(read(text)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "a =",
        "= 'x'",
        "a = 'x' b = 'y'",
        "a = x",
        "a = TRUE",
        "a = 'x",
        "a = 'x\n'",
        "a = \"x",
        "a = \"\\x\"",
        "a = \"\\ud800\"",
        "a = \"\\U00110000\"",
        "a = \"\"\"x",
        "a = \"\"\"x \\ y\"\"\"",
        "a = '''x''''''",
        "a = '\u0001'",
        "# \u0001",
        "a = ['x'",
        "a = ['x' 'y']",
        "a = [,]",
        "a = ['x',,]",
        "a = {x = 'y'",
        "a = {x = 'y',}",
        "a = {x = 'y'\n}",
        "a = {x = 'y', x = 'z'}",
        "a.b = 'x'\na = 'y'",
        "a = 'x'\na.b = 'y'",
        "a = 'x'\na = 'y'",
        "a = {}\na.b = 'x'",
        "a = {}\n[a]",
        "a = {}\n[a.b]",
        "[a]\n[a]",
        "[a]\nb.c = 'x'\n[a.b]",
        "[a.b]\n[a]\nb = 'x'",
        "[a.b.c]\n[a]\nb.c.d = 'x'",
        "[a]\n[[a]]",
        "[[a]]\n[a]",
        "a = []\n[[a]]",
        "a = ['x']\n[a.b]",
        "[a",
        "[a]]",
        "[[a]",
        "[[a] ]",
        "[]",
        "[a.]",
        "[.a]",
        "[a] x = 'y'",
        "a..b = 'x'",
        "a\nb = 'x'",
        "\"\"\"a\"\"\" = 'x'",
        "a = -",
        "é = 'x'",
        "a = 'x'\r",
        "a = 'x' \u0000"
      })
  void malformed_isRefused_asByOthers(String text) {
    assertTrue(Toml.parse(text).hasErrors(), "the other reader takes it");
    assertThrows(TomlException.class, () -> read(text));
  }

  /** The other reader has an assertion for this, not an error. */
  @Test
  void escape_withoutItsDigits_isRefused() {
    for (String escape : List.of("\\u00g0", "\\u00", "\\u", "\\U0000000", "\\u-001")) {
      assertThrows(TomlException.class, () -> read("a = \"" + escape + "\""), escape);
    }
  }

  @Test
  void message_saysTheLineAndQuotesNothing() {
    TomlException failure = assertThrows(TomlException.class, () -> read("a = 'x'\n\nb = s3cret"));
    assertEquals("expected a value at line 3", failure.getMessage());
    failure = assertThrows(TomlException.class, () -> read("a = 'x'\n[b"));
    assertEquals("expected ']', but it ends at line 2", failure.getMessage());
  }

  @Test
  void hostile_isBounded() {
    assertThrows(TomlException.class, () -> read("a = " + "[".repeat(100_000)));
    assertThrows(TomlException.class, () -> read("a = " + "{a=".repeat(100_000)));
    assertThrows(TomlException.class, () -> read("a.".repeat(100_000) + "a = 'x'"));
    assertThrows(TomlException.class, () -> read("[" + "a.".repeat(100_000) + "a]"));
    byte[] notUtf8 = {'a', '=', '\'', (byte) 0xff, '\''};
    assertThrows(TomlException.class, () -> TomlReader.read(notUtf8));
  }
}
