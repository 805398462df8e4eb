package dev.varve.cli.command;

import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.CommandSpec;
import dev.varve.cli.args.Option;
import dev.varve.cli.output.Console;
import dev.varve.model.VarveException;
import dev.varve.runtime.container.ContainerLog.Piece;
import dev.varve.runtime.container.ContainerState.Status;
import dev.varve.runtime.container.Containers;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** {@code varve logs}. */
public final class LogsCommand implements Command {
  private static final long LOOK_AGAIN_MILLIS = 200;

  private static final Option FOLLOW =
      Option.flag("follow", "Go on until the container ends").letter('f');
  private static final Option TAIL =
      Option.text("tail", "NUMBER", "Only the last lines, or 'all' (default)").letter('n');
  private static final Option SINCE =
      Option.text("since", "TIME", "Only what came after: a time, or an age like 10m");
  private static final Option UNTIL =
      Option.text("until", "TIME", "Only what came before: a time, or an age like 10m");
  private static final Option TIMESTAMPS =
      Option.flag("timestamps", "Each line with the time it came").letter('t');

  @Override
  public CommandSpec spec() {
    return CommandSpec.of("logs", "Show what a container printed")
        .operands("CONTAINER", 1, 1)
        .options(FOLLOW, SINCE, TAIL, TIMESTAMPS, UNTIL)
        .build();
  }

  @Override
  public int run(Arguments arguments, Session session) throws IOException, InterruptedException {
    Containers containers = new Containers(session.store(), session.clock());
    String name = arguments.operand(0);
    Instant now = session.clock().instant();
    Instant since = arguments.text(SINCE).map(text -> Ages.before(text, now)).orElse(Instant.MIN);
    Instant until = arguments.text(UNTIL).map(text -> Ages.before(text, now)).orElse(Instant.MAX);
    boolean stamped = arguments.flag(TIMESTAMPS);
    int most = tail(arguments);
    Deque<Piece> last = new ArrayDeque<>();
    long[] read = {0};
    containers.logs(
        name,
        piece -> {
          read[0]++;
          if (piece.time().isAfter(since) && piece.time().isBefore(until)) {
            last.addLast(piece);
            if (last.size() > most) {
              last.removeFirst();
            }
          }
        });
    last.forEach(piece -> print(piece, stamped, session.console()));
    session.console().flush();
    if (arguments.flag(FOLLOW)) {
      follow(containers, name, read[0], stamped, session.console());
    }
    return 0;
  }

  private static int tail(Arguments arguments) {
    String text = arguments.text(TAIL, "all");
    if (text.equals("all")) {
      return Integer.MAX_VALUE;
    }
    try {
      int number = Integer.parseInt(text);
      return number < 0 ? Integer.MAX_VALUE : number;
    } catch (NumberFormatException e) {
      throw new VarveException(
          VarveException.Code.USAGE,
          "logs: --tail takes a number or 'all', not '" + text + "'",
          null,
          e);
    }
  }

  private static void follow(
      Containers containers, String name, long read, boolean stamped, Console console)
      throws IOException, InterruptedException {
    long seen = read;
    boolean running = true;
    while (running) {
      // Asked before the log is read, so that the last lines are not missed.
      running = containers.find(name).run().status() == Status.RUNNING;
      long skip = seen;
      long[] at = {0};
      containers.logs(
          name,
          piece -> {
            if (at[0]++ >= skip) {
              print(piece, stamped, console);
            }
          });
      seen = at[0];
      console.flush();
      if (running) {
        Thread.sleep(LOOK_AGAIN_MILLIS);
      }
    }
  }

  private static void print(Piece piece, boolean stamped, Console console) {
    String text = stamped ? piece.time() + " " + piece.text() : piece.text();
    if (piece.error()) {
      console.flush();
      console.noteRaw(text);
    } else {
      console.print(text);
    }
  }
}
