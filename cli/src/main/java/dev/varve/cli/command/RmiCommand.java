package dev.varve.cli.command;

import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.CommandSpec;
import dev.varve.cli.args.Option;
import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.store.RemovedImage;
import java.io.IOException;

/** {@code varve rmi}. */
public final class RmiCommand implements Command {
  private static final Option FORCE =
      Option.flag("force", "Also when it has several names, or a stopped container stands on it")
          .letter('f');
  private static final Option NO_PRUNE =
      Option.flag("no-prune", "Keep layers that nothing else needs");

  @Override
  public CommandSpec spec() {
    return CommandSpec.of("rmi", "Remove images")
        .operands("IMAGE [IMAGE...]", 1, Integer.MAX_VALUE)
        .description(
            "Takes a name away; the image goes with its last name. Layers that the build cache still\n"
                + "needs stay until 'varve prune'.")
        .options(FORCE, NO_PRUNE)
        .build();
  }

  @Override
  public int run(Arguments arguments, Session session) throws IOException {
    boolean force = arguments.flag(FORCE);
    boolean deleted = false;
    Failed failed = new Failed(session.console());
    for (String text : arguments.operands()) {
      try {
        RemovedImage removed = session.store().images().remove(text, force);
        for (Reference name : removed.untagged()) {
          session.console().line("Untagged: " + name.familiar());
        }
        if (removed.deleted().isPresent()) {
          deleted = true;
          session.console().line("Deleted: " + removed.deleted().get());
        }
      } catch (VarveException e) {
        if (force && e.code() == VarveException.Code.NOT_FOUND) {
          continue;
        }
        failed.add(e);
      }
    }
    if (deleted && !arguments.flag(NO_PRUNE)) {
      session.store().reclaim();
    }
    return failed.status();
  }
}
