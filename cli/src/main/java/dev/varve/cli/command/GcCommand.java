package dev.varve.cli.command;

import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.CommandSpec;
import dev.varve.cli.args.Option;
import dev.varve.cli.output.Console;
import dev.varve.cli.output.Quantities;
import dev.varve.model.VarveException;
import dev.varve.store.Budget;
import dev.varve.store.Collected;
import dev.varve.store.Store;
import java.io.IOException;
import java.util.Optional;

/** {@code varve gc}. */
public final class GcCommand implements Command {
  private static final Option DRY_RUN = Option.flag("dry-run", "Only tell what would go");

  @Override
  public CommandSpec spec() {
    return CommandSpec.of("gc", "Make the store fit its size")
        .description(
            """
            Removes build cache, what was not used for longest first, until the store takes no more
            than a tenth of its disk, or what VARVE_GC or the options say. Never touches images, or
            what a running build or any container uses. Works when nobody else wants the machine.

            A build that takes a while does the same by the way, once an hour; VARVE_GC=off, and
            it does not.\
            """)
        .options(
            DRY_RUN, Budgets.KEEP_STORAGE, Budgets.MAX_USED, Budgets.MIN_FREE, Budgets.RESERVED)
        .example("See what would go", "varve gc --dry-run")
        .example("Keep 50 GB of the disk free", "varve gc --min-free-space 50GB")
        .build();
  }

  @Override
  public int run(Arguments arguments, Session session) throws IOException {
    Store store = session.store();
    boolean dry = arguments.flag(DRY_RUN);
    Optional<Budget> budget = Budgets.given(arguments, store.root());
    if (budget.isEmpty()) {
      budget = Budgets.usual(session, store.root());
    }
    if (budget.isEmpty()) {
      throw new VarveException(
          VarveException.Code.USAGE,
          "gc: VARVE_GC=off leaves no size to go by",
          "name one with --max-used-space, or unset VARVE_GC");
    }
    Optional<Collected> collected = store.collect(budget.get(), dry);
    if (collected.isEmpty()) {
      session.console().line("Another process is doing that already.");
      return 0;
    }
    print(collected.get(), dry, session.console());
    return 0;
  }

  private static void print(Collected collected, boolean dry, Console console) {
    console.line(
        Quantities.count(collected.records(), "cache record")
            + ", "
            + Quantities.count(collected.reclaimed().layers().size(), "layer")
            + ", "
            + Quantities.count(collected.trees(), "unpacked tree")
            + (collected.chunks() > 0
                ? ", " + Quantities.count(collected.chunks(), "compressed chunk")
                : ""));
    console.line(
        (dry ? "Total that would be reclaimed: " : "Total reclaimed space: ")
            + Quantities.size(collected.before() - collected.after()));
    console.line(
        Quantities.size(collected.after())
            + (dry ? " would be in use, " : " in use, ")
            + Quantities.size(collected.allowed())
            + " allowed");
    if (collected.after() > collected.allowed()) {
      console.line(
          "The rest belongs to images and to what is in use; 'varve prune' removes images without"
              + " a name.");
    }
  }
}
