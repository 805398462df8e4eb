package dev.varve.cli.command;

import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.CommandSpec;
import dev.varve.cli.args.Option;
import dev.varve.cli.output.Console;
import dev.varve.cli.output.Printable;
import dev.varve.cli.output.TextWidth;
import dev.varve.model.Json;
import dev.varve.runtime.doctor.Check;
import dev.varve.runtime.doctor.Doctor;
import dev.varve.store.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code varve doctor}. */
public final class DoctorCommand implements Command {
  private static final int UNFIT = 3;
  private static final Option FORMAT =
      Option.text("format", "FORMAT", "'text' (default) or 'json'");

  @Override
  public CommandSpec spec() {
    return CommandSpec.of("doctor", "Explain what works on this machine, and what would help")
        .description(
            "Tries everything that building and running depend on: namespaces, mounts, the ways to\n"
                + "isolate containers, and the disk. The exit status is 3 when something does not work.")
        .options(FORMAT)
        .build();
  }

  @Override
  public int run(Arguments arguments, Session session) throws IOException, InterruptedException {
    Store store = session.store();
    List<Check> checks = new Doctor(session.isolationDirectory(store)).examine();
    Console console = session.console();
    if (arguments.text(FORMAT, "text").equals("json")) {
      List<Json> all = new ArrayList<>();
      for (Check check : checks) {
        all.add(
            Json.Obj.EMPTY
                .with("what", Json.of(check.what()))
                .with("grade", Json.of(check.grade().name().toLowerCase(Locale.ROOT)))
                .with("finding", Json.of(check.finding())));
      }
      console.line(new Json.Arr(all).toPretty());
    } else {
      print(checks, console);
    }
    boolean bad = checks.stream().anyMatch(check -> check.grade() == Check.Grade.BAD);
    return bad ? UNFIT : 0;
  }

  private static void print(List<Check> checks, Console console) {
    int width = 0;
    for (Check check : checks) {
      width = Math.max(width, TextWidth.of(check.what()));
    }
    for (Check check : checks) {
      String gap = " ".repeat(width - TextWidth.of(check.what()) + 2);
      console.line(
          mark(check.grade()) + "  " + check.what() + gap + Printable.line(check.finding()));
    }
  }

  private static String mark(Check.Grade grade) {
    return switch (grade) {
      case GOOD -> "ok  ";
      case LESS -> "less";
      case BAD -> "BAD ";
      case NOTE -> "    ";
    };
  }
}
