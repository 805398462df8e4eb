package dev.varve.cli.args;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SuggestionTest {
  private static final List<String> COMMANDS = List.of("build", "run", "rm", "rmi", "images", "ps");

  @ParameterizedTest
  @CsvSource({
    "biuld,build",
    "bild,build",
    "buildd,build",
    "image,images",
    "rnu,run",
    "px,ps",
    "rmj,rm",
    "zzzzz,''",
    "q,''",
    "'',''"
  })
  void near_forAMistypedWord_findsTheNearest(String typed, String meant) {
    String wanted = meant.isEmpty() ? "" : "; did you mean '" + meant + "'?";
    assertEquals(wanted, Suggestion.near(typed, COMMANDS, ""));
  }
}
