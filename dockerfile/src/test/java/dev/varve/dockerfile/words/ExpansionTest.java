package dev.varve.dockerfile.words;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Words against what Docker made of them: {@code expansion/words.tsv} was recorded with a LABEL.
 */
class ExpansionTest {
  private static final Map<String, String> VALUES =
      Map.ofEntries(
          Map.entry("PWD", "/home"),
          Map.entry("NULL", ""),
          Map.entry("KOREAN", "한국어"),
          Map.entry("FOO", "foobarbaz"),
          Map.entry("PATHS", "/a/b/c.tar.gz"),
          Map.entry("F", "f"),
          Map.entry("STARS", "*a?b*c"),
          Map.entry("BRACE", "{x}"),
          Map.entry("DOTS", "a.b.c"),
          Map.entry("_x", "under"),
          Map.entry("DOLLAR", "<$0>"),
          Map.entry("DOLLAR2", "${0}$$x$ab-$"));

  record Recorded(char escape, String word, String result) {
    @Override
    public String toString() {
      return word;
    }
  }

  static Stream<Recorded> recorded() throws IOException {
    try (InputStream in = ExpansionTest.class.getResourceAsStream("/expansion/words.tsv")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text
          .lines()
          .map(line -> line.split("\t", -1))
          .map(parts -> new Recorded(parts[0].charAt(0), parts[1], parts[2]))
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void word_asRecordedFromDocker(Recorded recorded) {
    Variables variables = Variables.of(VALUES);
    if (recorded.result().equals("error")) {
      assertThrows(
          ExpansionException.class,
          () -> Expansion.word(recorded.word(), variables, recorded.escape()));
      return;
    }
    String result = Expansion.word(recorded.word(), variables, recorded.escape());
    assertEquals(recorded.result(), quoted(result));
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\t", "\\t") + "\"";
  }

  @Test
  void word_recordsUsedAndUndefined() {
    Variables variables = Variables.of(VALUES);
    Expansion.word("$PWD ${NULL:-$ONE} ${TWO+${F}} '$QUOTED' \\$ESCAPED", variables, '\\');
    assertEquals(Set.of("PWD", "NULL", "F"), variables.used());
    assertEquals(List.of("ONE", "TWO"), List.copyOf(variables.undefined()));
  }

  @Test
  void words_splitAtSpacesOfValuesNotOfQuotes() {
    Variables variables = Variables.of(Map.of("P", "80 81", "E", ""));
    assertEquals(
        List.of("80", "81", "80 81", "a b", "x y"),
        Expansion.words("$P \"$P\" $E 'a b' x\\ y", variables, '\\'));
  }

  @Test
  void words_operandOfSubstitution_dropsTheWordAroundItAsDockerDoes() {
    Variables none = Variables.none();
    assertEquals(List.of("90"), Expansion.words("80${x:-90}", none, '\\'));
    assertEquals("8090", Expansion.word("80${x:-90}", none, '\\'));
  }

  @Test
  void heredoc_keepsQuotesAndReadsBackslashOnly() {
    Variables variables = Variables.of(Map.of("HOME", "/root", "z", "Z"));
    assertEquals(
        "atb $HOME \"qZ\" 'Z' d \\ \n`/root",
        Expansion.heredoc("a\\tb \\$HOME \"q$z\" '$z' ${y:-d} \\\\ \n`$HOME", variables));
  }

  @Test
  void forDisplay_keepsQuotesAndUnsetVariables() {
    Variables variables = Variables.of(Map.of("A", "1"));
    assertEquals(
        "RUN echo \"1\" '$A' $B ${B:-1} ${B/x/y}",
        Expansion.forDisplay("RUN echo \"$A\" '$A' $B ${B:-$A} ${B//x/y}", variables, '\\'));
  }

  @Test
  void forDisplay_badWord_isReturnedAsItIs() {
    assertEquals("echo 'a", Expansion.forDisplay("echo 'a", Variables.none(), '\\'));
  }

  @Test
  void word_nestedTooDeeply_isRefused() {
    String word = "${a:-".repeat(5000) + "}".repeat(5000);
    var error =
        assertThrows(ExpansionException.class, () -> Expansion.word(word, Variables.none(), '\\'));
    assertTrue(String.valueOf(error.getMessage()).contains("nested too deeply"));
  }

  @Test
  void word_resultTooLarge_isRefused() {
    Variables variables = Variables.of(Map.of("M", "x".repeat(1 << 20)));
    var error =
        assertThrows(
            ExpansionException.class, () -> Expansion.word("$M".repeat(17), variables, '\\'));
    assertTrue(String.valueOf(error.getMessage()).contains("larger than 16 MiB"));
    assertThrows(
        ExpansionException.class,
        () -> Expansion.word("${M//x/$M}", variables, '\\'),
        "a replacement that multiplies");
  }

  @Test
  void pattern_lineFeed_isNotMatchedByWildcards() {
    Variables variables = Variables.of(Map.of("L", "one\ntwo\nthree"));
    assertEquals("\ntwo\nthree", Expansion.word("${L##*}", variables, '\\'));
    assertEquals("one\ntwo\n", Expansion.word("${L%%*}", variables, '\\'));
    assertEquals("x\ntwo\nthree", Expansion.word("${L/*/x}", variables, '\\'));
    assertEquals("x\nx\nx", Expansion.word("${L//*/x}", variables, '\\'));
    assertEquals("one\ntwo\nthree", Expansion.word("${L#one?}", variables, '\\'));
  }

  @Test
  void pattern_manyStars_isFast() {
    Variables variables = Variables.of(Map.of("A", "a".repeat(20_000)));
    String pattern = "*a".repeat(30) + "b";
    assertEquals(20_000, Expansion.word("${A##" + pattern + "}", variables, '\\').length());
  }
}
