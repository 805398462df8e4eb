package dev.varve.cli.command;

import dev.varve.cli.output.Console;
import dev.varve.cli.output.Quantities;
import dev.varve.model.Digest;
import dev.varve.registry.transfer.TransferListener;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells on standard error how transfers go: a line for each layer that has arrived, and on a
 * terminal one more line that says how far the others are.
 */
final class TransferDisplay implements TransferListener, AutoCloseable {
  private static final long NANOS_BETWEEN = 100_000_000;
  private static final String ERASE = "\r\u001b[K";

  private final Console console;
  private final boolean live;
  private final Map<Digest, Under> underWay = new LinkedHashMap<>();
  private final Set<Digest> told = ConcurrentHashMap.newKeySet();
  private long drawn = System.nanoTime() - NANOS_BETWEEN;
  private boolean line;

  private record Under(Stage stage, long done, long total) {}

  TransferDisplay(Console console) {
    this.console = console;
    this.live = console.terminal().err();
  }

  @Override
  public void on(Digest blob, Stage stage, long done, long total) {
    String end =
        switch (stage) {
          case PULLED -> "pulled";
          case PUSHED -> "pushed";
          case PRESENT -> "already there";
          case MOUNTED -> "mounted";
          case PULLING, PUSHING, COMPRESSING -> "";
        };
    if (!end.isEmpty()) {
      ended(blob, end, total);
    } else if (live) {
      progress(blob, new Under(stage, done, total));
    }
  }

  private synchronized void ended(Digest blob, String how, long total) {
    underWay.remove(blob);
    if (told.add(blob)) {
      erase();
      console.note(blob.shortHex() + ": " + how + ", " + Quantities.spacedSize(total));
    }
  }

  private synchronized void progress(Digest blob, Under state) {
    underWay.put(blob, state);
    long now = System.nanoTime();
    if (now - drawn < NANOS_BETWEEN) {
      return;
    }
    drawn = now;
    long done = 0;
    long total = 0;
    for (Under each : underWay.values()) {
      done += each.done();
      total += each.total();
    }
    String doing =
        switch (state.stage()) {
          case COMPRESSING -> "compressing";
          case PUSHING -> "pushing";
          case PULLING, PULLED, PUSHED, PRESENT, MOUNTED -> "pulling";
        };
    console.noteRaw(
        ERASE
            + doing
            + " "
            + Quantities.count(underWay.size(), "layer")
            + ": "
            + Quantities.spacedSize(done)
            + " of "
            + Quantities.spacedSize(total));
    line = true;
  }

  /** Removes the line that is drawn again and again, if it is there. */
  synchronized void erase() {
    if (line) {
      console.noteRaw(ERASE);
      line = false;
    }
  }

  /** Leaves no line behind. */
  @Override
  public synchronized void close() {
    erase();
  }
}
