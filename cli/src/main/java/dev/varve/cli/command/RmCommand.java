package dev.varve.cli.command;

import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.CommandSpec;
import dev.varve.cli.args.Option;
import dev.varve.model.VarveException;
import dev.varve.runtime.container.Containers;
import java.io.IOException;

/** {@code varve rm}. */
public final class RmCommand implements Command {
  private static final Option FORCE =
      Option.flag("force", "Also when it runs: it is killed").letter('f');
  private static final Option VOLUMES =
      Option.flag("volumes", "Accepted; containers have no volumes of their own").letter('v');

  @Override
  public CommandSpec spec() {
    return CommandSpec.of("rm", "Remove containers")
        .operands("CONTAINER [CONTAINER...]", 1, Integer.MAX_VALUE)
        .options(FORCE, VOLUMES)
        .example("Remove all that have ended", "varve rm $(varve ps -q -f status=exited)")
        .build();
  }

  @Override
  public int run(Arguments arguments, Session session) throws IOException, InterruptedException {
    Containers containers = new Containers(session.store(), session.clock());
    Failed failed = new Failed(session.console());
    for (String name : arguments.operands()) {
      try {
        containers.remove(name, arguments.flag(FORCE));
        session.console().line(name);
      } catch (VarveException e) {
        if (!arguments.flag(FORCE) || e.code() != VarveException.Code.NOT_FOUND) {
          failed.add(e);
        }
      }
    }
    return failed.status();
  }
}
