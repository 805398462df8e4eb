package dev.varve.cli.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.varve.build.event.BuildEvent;
import dev.varve.build.event.StepInfo;
import dev.varve.cli.Golden;
import dev.varve.cli.output.TerminalSize;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TtyScreenTest {
  /** Shows the events, drawing after each and every 100 ms between them, up to {@code end}. */
  private static VirtualScreen play(List<BuildEvent> events, TerminalSize size, long end) {
    VirtualScreen terminal = new VirtualScreen(size.columns(), size.rows());
    TtyScreen screen = new TtyScreen(false);
    Instant drawn = Recording.START;
    for (BuildEvent event : events) {
      if (event.time().isAfter(Recording.at(end))) {
        break;
      }
      while (drawn.isBefore(event.time())) {
        terminal.write(screen.draw(drawn, size, false));
        drawn = drawn.plusMillis(100);
      }
      screen.on(event);
      if (event instanceof BuildEvent.Planned) {
        screen.fit(size);
      }
      terminal.write(screen.draw(event.time(), size, false));
    }
    boolean over = events.getLast().time().isBefore(Recording.at(end));
    terminal.write(screen.draw(Recording.at(end), size, over));
    return terminal;
  }

  private static final TerminalSize WIDE = new TerminalSize(100, 24);

  @Test
  void rebuild_atItsEnd_isASummary() {
    Golden.check("progress/rebuild.tty", play(Recording.rebuild().events(), WIDE, 7000).text());
  }

  @Test
  void rebuild_whileAStepRuns_showsItsTimeAndOutput() {
    Golden.check(
        "progress/rebuild-running.tty", play(Recording.rebuild().events(), WIDE, 3050).text());
  }

  @Test
  void rebuild_onANarrowTerminal_cutsInstructions() {
    TerminalSize narrow = new TerminalSize(40, 24);
    Golden.check(
        "progress/rebuild-narrow.tty", play(Recording.rebuild().events(), narrow, 3050).text());
  }

  @Test
  void failure_atItsEnd_showsTheOutputAndTheMessage() {
    Golden.check("progress/failure.tty", play(Recording.failure().events(), WIDE, 7000).text());
  }

  @Test
  void output_ofManyLines_showsTheLastOnes() {
    VirtualScreen terminal = new VirtualScreen(80, 10);
    TtyScreen screen = chatty("line ", 500);
    terminal.write(screen.draw(Recording.at(1), new TerminalSize(80, 10), false));
    List<String> lines = terminal.text().lines().toList();
    assertEquals(8, lines.size(), terminal.text());
    assertEquals("      │ line 499", lines.getLast());
  }

  @Test
  void redraw_afterTheTerminalBecameNarrower_leavesNothingBehind() {
    TtyScreen screen = chatty("x".repeat(70) + " ", 3);
    // What the terminal shows after it wrapped the old lines is what it would show had they been
    // written so.
    VirtualScreen terminal = new VirtualScreen(40, 30);
    terminal.write(screen.draw(Recording.at(1), new TerminalSize(80, 30), false));
    terminal.write(screen.draw(Recording.at(2), new TerminalSize(40, 30), false));
    String once = terminal.text();
    terminal.write(screen.draw(Recording.at(3), new TerminalSize(40, 30), false));
    assertEquals(once, terminal.text());
    assertEquals(5, once.lines().count(), once);
  }

  @Test
  void output_withWideAndControlCharacters_keepsToItsColumns() {
    TerminalSize size = new TerminalSize(30, 10);
    VirtualScreen terminal = new VirtualScreen(30, 10);
    TtyScreen screen = chatty("\u001b[2J\u001b[H日本語日本語日本語日本語日本語日本語", 1);
    String drawn = screen.draw(Recording.at(1), size, false);
    assertFalse(drawn.contains("\u001b[2J"));
    terminal.write(drawn);
    assertEquals(3, terminal.text().lines().count(), terminal.text());
  }

  private static TtyScreen chatty(String line, int count) {
    StepInfo step = new StepInfo(1, "stage-0", true, 1, 1, "RUN x", "Dockerfile", 1);
    TtyScreen screen = new TtyScreen(false);
    screen.on(new BuildEvent.Planned(Recording.START, "", "Dockerfile", 1, List.of(step)));
    screen.on(new BuildEvent.StepStarted(Recording.START, step, Optional.empty()));
    for (int i = 0; i < count; i++) {
      screen.on(new BuildEvent.StepOutput(Recording.START, step, false, line + i));
    }
    return screen;
  }

  @Test
  void step_thatIsFast_showsHundredths() {
    StepInfo step = new StepInfo(1, "stage-0", true, 1, 1, "COPY . .", "Dockerfile", 1);
    TtyScreen screen = new TtyScreen(false);
    screen.on(new BuildEvent.StepFinished(Recording.at(20), step, Duration.ofMillis(20), 5, false));
    String drawn = screen.draw(Recording.at(20), WIDE, true);
    assertEquals(" 1/1  COPY . .      0.02 s\u001b[K\n", drawn);
  }
}
