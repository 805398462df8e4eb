package dev.varve.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TextWidthTest {
  @ParameterizedTest
  @CsvSource({
    "abc,3",
    "äöü,3",
    "日本,4",
    "한글,4",
    "e\u0301,1",
    "✅,2",
    "🚀x,3",
    "a\u200bb,2",
    "…,1",
    "│,1",
    "'',0"
  })
  void width_countsColumns(String text, int columns) {
    assertEquals(columns, TextWidth.of(text));
  }

  @ParameterizedTest
  @CsvSource({
    "abc,3,abc",
    "abcd,3,ab…",
    "日本語,6,日本語",
    "日本語,5,日本…",
    "日本語,4,日…",
    "abc,1,…",
    "abc,0,''",
    "a,1,a"
  })
  void cut_endsInAnEllipsis(String text, int columns, String cut) {
    assertEquals(cut, TextWidth.cut(text, columns));
  }
}
