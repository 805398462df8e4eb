package dev.varve.cli.progress;

import dev.varve.cli.output.Console;
import dev.varve.cli.output.TerminalSize;
import dev.varve.model.VarveException;
import java.time.Clock;
import java.util.Map;
import java.util.function.Supplier;

/** Chooses the display. */
public final class Progresses {
  private final Console console;
  private final Map<String, String> environment;
  private final Clock clock;
  private final Supplier<TerminalSize> size;

  /**
   * Displays on {@code console}.
   *
   * @param environment the caller's, for TERM and NO_COLOR
   * @param size asks for the terminal's present size; called only by the display for terminals
   */
  public Progresses(
      Console console, Map<String, String> environment, Clock clock, Supplier<TerminalSize> size) {
    this.console = console;
    this.environment = environment;
    this.clock = clock;
    this.size = size;
  }

  /** The display of the name that {@code --progress} takes, started. */
  public Progress start(String name) {
    return switch (name) {
      case "auto", "" -> terminal() ? tty() : new PlainProgress(console);
      case "tty" -> tty();
      case "plain" -> new PlainProgress(console);
      case "rawjson" -> new RawJsonProgress(console);
      case "quiet", "none" -> new QuietProgress(console);
      default ->
          throw new VarveException(
              VarveException.Code.USAGE,
              "build: unknown kind of progress '" + name + "'",
              "one of auto, plain, tty, quiet, rawjson, none");
    };
  }

  private boolean terminal() {
    String kind = environment.getOrDefault("TERM", "");
    return console.terminal().err() && !kind.isEmpty() && !kind.equals("dumb");
  }

  private Progress tty() {
    boolean colors = environment.getOrDefault("NO_COLOR", "").isEmpty();
    return TtyProgress.start(console, size, clock, colors);
  }
}
