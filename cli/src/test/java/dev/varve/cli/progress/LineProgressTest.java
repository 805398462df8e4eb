package dev.varve.cli.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.cli.Golden;
import dev.varve.cli.output.Console;
import dev.varve.cli.output.Console.Terminal;
import dev.varve.cli.output.TerminalSize;
import dev.varve.model.Json;
import dev.varve.model.JsonException;
import dev.varve.model.VarveException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LineProgressTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Progresses progresses(boolean terminal, String kind) {
    Console console =
        new Console(
            new ByteArrayInputStream(new byte[0]), out, err, new Terminal(false, false, terminal));
    return new Progresses(
        console, Map.of("TERM", kind), Clock.systemUTC(), () -> TerminalSize.USUAL);
  }

  private String shown(String name, boolean terminal, Recording recording) {
    try (Progress progress = progresses(terminal, "xterm").start(name)) {
      recording.events().forEach(progress::on);
    }
    assertEquals(0, out.size(), "displays keep standard output for results");
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void plain_ofARebuild_isInBuildKitsShape() {
    Golden.check("progress/rebuild.plain", shown("plain", false, Recording.rebuild()));
  }

  @Test
  void plain_ofAFailure_repeatsTheOutput() {
    Golden.check("progress/failure.plain", shown("plain", false, Recording.failure()));
  }

  @Test
  void plain_onATerminal_doesNotPassEscapeSequences() {
    String text = shown("plain", true, Recording.rebuild());
    assertEquals(-1, text.indexOf('\u001b'));
    assertTrue(text.contains("#5 1.200 warn deprecated\n"), text);
  }

  @Test
  void rawjson_ofARebuild_isAStatusPerLine() throws JsonException {
    String text = shown("rawjson", false, Recording.rebuild());
    for (String line : text.lines().toList()) {
      Json.parseObject(line.getBytes(StandardCharsets.UTF_8));
    }
    Golden.check("progress/rebuild.rawjson", text);
  }

  @Test
  void rawjson_ofAFailure_carriesTheError() {
    Golden.check("progress/failure.rawjson", shown("rawjson", false, Recording.failure()));
  }

  @Test
  void quiet_ofARebuild_isSilent() {
    assertEquals("", shown("quiet", false, Recording.rebuild()));
  }

  @Test
  void quiet_ofAFailure_showsWhatTheStepPrinted() {
    assertEquals(
        "[build 3/4] RUN npm ci:\none\nnpm error: no\n",
        shown("quiet", false, Recording.failure()));
  }

  @Test
  void auto_withoutATerminal_isPlain() {
    assertEquals(PlainProgress.class, progresses(false, "xterm").start("auto").getClass());
    assertEquals(PlainProgress.class, progresses(true, "dumb").start("auto").getClass());
    try (Progress progress = progresses(true, "xterm").start("auto")) {
      assertEquals(TtyProgress.class, progress.getClass());
    }
  }

  @Test
  void unknownKind_isAMistake() {
    assertThrows(VarveException.class, () -> progresses(false, "").start("fancy"));
  }
}
