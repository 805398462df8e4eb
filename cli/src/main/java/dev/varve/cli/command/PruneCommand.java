package dev.varve.cli.command;

import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.CommandSpec;
import dev.varve.cli.args.Option;
import dev.varve.cli.output.Console;
import dev.varve.cli.output.Quantities;
import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.store.Budget;
import dev.varve.store.PruneOptions;
import dev.varve.store.Pruned;
import dev.varve.store.RemovedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** {@code varve prune}. */
public final class PruneCommand implements Command {
  private static final Option ALL =
      Option.flag(
              "all", "Also images without a container, the whole build cache, and unpacked layers")
          .letter('a');
  private static final Option FORCE = Option.flag("force", "Do not ask").letter('f');
  private static final Option DRY_RUN = Option.flag("dry-run", "Only tell what would go");
  private static final Option KEEP =
      Option.text(
          "keep-duration", "TIME", "Keep cache that was used within this time (default 7 days)");
  private static final Option FILTER =
      Option.list("filter", "until=TIME", "Only what is older: a time, or an age like 24h");

  @Override
  public CommandSpec spec() {
    return CommandSpec.of("prune", "Remove what nobody needs any more")
        .description(
            """
            Removes images without a name, cache that was not used for a week, and layers that nothing
            else needs. Never touches what a running build or any container uses. With a size, cache
            goes only as far as the store is larger, what was not used for longest first.\
            """)
        .options(
            ALL,
            DRY_RUN,
            FILTER,
            FORCE,
            KEEP,
            Budgets.KEEP_STORAGE,
            Budgets.MAX_USED,
            Budgets.MIN_FREE,
            Budgets.RESERVED)
        .example("See what would go", "varve prune --all --dry-run")
        .example("Make the store fit into 10 GB", "varve prune -f --max-used-space 10GB")
        .example("Keep what was used in the last two days", "varve prune -f --keep-duration 48h")
        .build();
  }

  @Override
  public int run(Arguments arguments, Session session) throws IOException {
    Instant now = session.clock().instant();
    boolean dry = arguments.flag(DRY_RUN);
    PruneOptions options = PruneOptions.DEFAULT.withAll(arguments.flag(ALL)).withDryRun(dry);
    Optional<Budget> budget = Budgets.given(arguments, session.store().root());
    if (budget.isPresent()) {
      // The size decides, not the age, unless both are given.
      options = options.withBudget(budget.get()).withKeepCache(Duration.ZERO);
    }
    if (arguments.given(KEEP)) {
      options = options.withKeepCache(Ages.duration(arguments.text(KEEP, "")));
    }
    for (String filter : arguments.list(FILTER)) {
      if (!filter.startsWith("until=")) {
        throw new VarveException(
            VarveException.Code.USAGE,
            "prune: the only filter is until=TIME, not '" + filter + "'");
      }
      options = options.withUntil(Ages.before(filter.substring("until=".length()), now));
    }
    if (!dry && !arguments.flag(FORCE) && !confirmed(arguments, options, session)) {
      return 1;
    }
    print(session.store().prune(options), dry, session.console());
    return 0;
  }

  private static boolean confirmed(Arguments arguments, PruneOptions options, Session session)
      throws IOException {
    Console console = session.console();
    if (!console.terminal().in()) {
      throw new VarveException(
          VarveException.Code.USAGE,
          "prune: nobody to ask, for standard input is not a terminal",
          "use --force to remove without asking");
    }
    String what =
        arguments.flag(ALL) && options.limit().isEmpty()
            ? "all images without a container and the whole build cache"
            : (arguments.flag(ALL) ? "all images without a container" : "images without a name")
                + (options.limit().isPresent()
                    ? " and cache until the store fits"
                    : " and cache that was not used lately");
    console.print("This removes " + what + ". Go on? [y/N] ");
    console.flush();
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    for (int c = console.in().read(); c >= 0 && c != '\n'; c = console.in().read()) {
      answer.write(c);
    }
    String text = answer.toString(StandardCharsets.UTF_8).strip();
    return text.equalsIgnoreCase("y") || text.equalsIgnoreCase("yes");
  }

  private static void print(Pruned pruned, boolean dry, Console console) {
    String would = dry ? "Would be " : "";
    for (RemovedImage image : pruned.images()) {
      for (Reference name : image.untagged()) {
        console.line(would + (dry ? "untagged: " : "Untagged: ") + name.familiar());
      }
      image.deleted().ifPresent(id -> console.line(would + (dry ? "deleted: " : "Deleted: ") + id));
    }
    console.line(
        Quantities.count(pruned.images().size(), "image")
            + ", "
            + Quantities.count(pruned.records(), "cache record")
            + ", "
            + Quantities.count(pruned.reclaimed().layers().size(), "layer")
            + ", "
            + Quantities.count(pruned.trees(), "unpacked tree"));
    console.line(
        (dry ? "Total that would be reclaimed: " : "Total reclaimed space: ")
            + Quantities.size(pruned.bytes()));
  }
}
