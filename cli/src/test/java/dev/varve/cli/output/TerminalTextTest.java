package dev.varve.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class TerminalTextTest {
  @ParameterizedTest
  @MethodSource
  void plain_leavesOnlyText(String line, String text) {
    assertEquals(text, TerminalText.plain(line));
  }

  static Stream<Arguments> plain_leavesOnlyText() {
    return Stream.of(
        Arguments.of("plain", "plain"),
        Arguments.of("\u001b[31mred\u001b[0m", "red"),
        Arguments.of("\u001b]0;title\u0007text", "text"),
        Arguments.of("\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\", "link"),
        Arguments.of("\u001b[2J\u001b[H\u001b[1;1Hgone", "gone"),
        Arguments.of("\u009b31mred", "red"),
        Arguments.of("\u001b(Bx", "x"),
        Arguments.of("\u001bcx", "x"),
        Arguments.of("x\u001b", "x"),
        Arguments.of("x\u001b[", "x"),
        Arguments.of("x\u001b]never ends", "x"),
        Arguments.of("10%\r50%\r100%", "100%"),
        Arguments.of("done\r", "done"),
        Arguments.of("done\r\r", "done"),
        Arguments.of("a\tb", "a       b"),
        Arguments.of("bell\u0007\u0000\u007f\u0085", "bell"),
        Arguments.of("abc\u202edef", "abcdef"),
        Arguments.of("", ""));
  }

  @ParameterizedTest
  @MethodSource
  void printable_showsControlCharacters(String text, String shown) {
    assertEquals(shown, Printable.line(text));
  }

  static Stream<Arguments> printable_showsControlCharacters() {
    return Stream.of(
        Arguments.of("plain ü 日", "plain ü 日"),
        Arguments.of("a\nb\tc\rd", "a\\nb\\tc\\rd"),
        Arguments.of("\u001b[31m", "\\x1b[31m"),
        Arguments.of("\u009b", "\\x9b"),
        Arguments.of("a\u202eb", "a\\u202eb"));
  }
}
