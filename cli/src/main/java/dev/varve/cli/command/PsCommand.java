package dev.varve.cli.command;

import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.CommandSpec;
import dev.varve.cli.args.Option;
import dev.varve.cli.output.Quantities;
import dev.varve.model.VarveException;
import dev.varve.runtime.container.ContainerState;
import dev.varve.runtime.container.ContainerState.Status;
import dev.varve.runtime.container.Containers;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code varve ps}. */
public final class PsCommand implements Command {
  private static final int SHORT_COMMAND = 20;

  private static final Option ALL = Option.flag("all", "Also those that do not run").letter('a');
  private static final Option FILTER =
      Option.list("filter", "NAME=VALUE", "Only those that match: name=, id=, status=, ancestor=")
          .letter('f');
  private static final Option LAST =
      Option.text("last", "NUMBER", "The last ones made, running or not").letter('n');
  private static final Option LATEST = Option.flag("latest", "The last one made").letter('l');
  private static final Option NO_TRUNC = Option.flag("no-trunc", "Show everything in full");
  private static final Option QUIET = Option.flag("quiet", "Only IDs").letter('q');

  private static final Map<String, String> HEADERS =
      Listing.fields(
          "Command", "COMMAND",
          "CreatedAt", "CREATED AT",
          "ID", "CONTAINER ID",
          "Image", "IMAGE",
          "Names", "NAMES",
          "Ports", "PORTS",
          "RunningFor", "CREATED",
          "State", "STATE",
          "Status", "STATUS");

  @Override
  public CommandSpec spec() {
    return CommandSpec.of("ps", "List containers")
        .options(ALL, FILTER, Listing.FORMAT, LAST, LATEST, NO_TRUNC, QUIET)
        .build();
  }

  @Override
  public int run(Arguments arguments, Session session) throws IOException {
    boolean full = arguments.flag(NO_TRUNC);
    Instant now = session.clock().instant();
    Listing listing =
        new Listing(
            HEADERS, List.of("ID", "Image", "Command", "RunningFor", "Status", "Ports", "Names"));
    int left = most(arguments);
    for (ContainerState state : new Containers(session.store(), session.clock()).list()) {
      boolean shown = state.run().status() == Status.RUNNING || everything(arguments);
      if (shown && left > 0 && accepted(state, arguments.list(FILTER))) {
        listing.row(row(state, now, full));
        left--;
      }
    }
    if (arguments.flag(QUIET)) {
      listing.printOnly(session.console(), "ID");
    } else {
      listing.print(session.console(), arguments.text(Listing.FORMAT, ""));
    }
    return 0;
  }

  private static boolean everything(Arguments arguments) {
    return arguments.flag(ALL)
        || arguments.given(LAST)
        || arguments.flag(LATEST)
        || arguments.list(FILTER).stream().anyMatch(filter -> filter.startsWith("status="));
  }

  private static int most(Arguments arguments) {
    if (arguments.flag(LATEST)) {
      return 1;
    }
    if (!arguments.given(LAST)) {
      return Integer.MAX_VALUE;
    }
    try {
      int number = Integer.parseInt(arguments.text(LAST, ""));
      return number < 0 ? Integer.MAX_VALUE : number;
    } catch (NumberFormatException e) {
      throw new VarveException(
          VarveException.Code.USAGE,
          "ps: --last takes a number, not '" + arguments.text(LAST, "") + "'",
          null,
          e);
    }
  }

  private static boolean accepted(ContainerState state, List<String> filters) {
    for (String filter : filters) {
      int equals = filter.indexOf('=');
      String value = equals < 0 ? "" : filter.substring(equals + 1);
      boolean fits =
          switch (equals < 0 ? filter : filter.substring(0, equals)) {
            case "name" -> state.name().contains(value);
            case "id" -> state.id().startsWith(value);
            case "status" -> word(state.run().status()).equals(value);
            case "ancestor" ->
                state.imageName().equals(value) || state.imageName().equals(value + ":latest");
            default ->
                throw new VarveException(
                    VarveException.Code.USAGE,
                    "ps: there is no filter '" + filter + "'",
                    "filters are name, id, status and ancestor");
          };
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static Map<String, String> row(ContainerState state, Instant now, boolean full) {
    String command = String.join(" ", state.command());
    String shown =
        full || command.length() <= SHORT_COMMAND
            ? command
            : command.substring(0, SHORT_COMMAND - 1) + "…";
    return Listing.fields(
        "Command", "\"" + shown + "\"",
        "CreatedAt", Times.stamp(state.created()),
        "ID", full ? state.id() : state.shortId(),
        "Image", state.imageName(),
        "Names", state.name(),
        "Ports", "",
        "RunningFor", Times.ago(state.created(), now),
        "State", word(state.run().status()),
        "Status", status(state.run(), now));
  }

  static String word(Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  private static String status(ContainerState.Run run, Instant now) {
    return switch (run.status()) {
      case CREATED -> "Created";
      case RUNNING -> "Up " + Quantities.age(Duration.between(run.started().orElse(now), now));
      case EXITED ->
          "Exited (" + run.exitCode() + ") " + Times.ago(run.finished().orElse(now), now);
    };
  }
}
