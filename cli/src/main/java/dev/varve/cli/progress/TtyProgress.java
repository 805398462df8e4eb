package dev.varve.cli.progress;

import dev.varve.build.event.BuildEvent;
import dev.varve.cli.output.Console;
import dev.varve.cli.output.TerminalSize;
import java.time.Clock;
import java.util.function.Supplier;

/** Draws a {@link TtyScreen} on standard error ten times a second. */
final class TtyProgress implements Progress {
  private static final long FRAME_MILLIS = 100;

  private final Console console;
  private final Supplier<TerminalSize> size;
  private final Clock clock;
  private final TtyScreen screen;
  private TerminalSize fitted = new TerminalSize(0, 0);
  private boolean closed;

  private TtyProgress(Console console, Supplier<TerminalSize> size, Clock clock, boolean colors) {
    this.console = console;
    this.size = size;
    this.clock = clock;
    this.screen = new TtyScreen(colors);
  }

  static TtyProgress start(
      Console console, Supplier<TerminalSize> size, Clock clock, boolean colors) {
    TtyProgress progress = new TtyProgress(console, size, clock, colors);
    Thread painter = new Thread(progress::paint, "progress");
    painter.setDaemon(true);
    painter.start();
    return progress;
  }

  @Override
  public synchronized void on(BuildEvent event) {
    screen.on(event);
    if (event instanceof BuildEvent.Planned) {
      fit();
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      draw(true);
      notifyAll();
    }
  }

  private synchronized void paint() {
    try {
      while (!closed) {
        if (screen.dirty()) {
          draw(false);
        }
        wait(FRAME_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void draw(boolean last) {
    fit();
    console.noteRaw(screen.draw(clock.instant(), fitted, last));
  }

  private void fit() {
    TerminalSize now = size.get();
    if (!now.equals(fitted)) {
      fitted = now;
      screen.fit(now);
    }
  }
}
