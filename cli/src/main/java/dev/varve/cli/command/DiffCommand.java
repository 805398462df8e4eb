package dev.varve.cli.command;

import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.CommandSpec;
import dev.varve.cli.output.Printable;
import dev.varve.runtime.container.Change;
import dev.varve.runtime.container.Containers;
import java.io.IOException;

/** {@code varve diff}. */
public final class DiffCommand implements Command {
  @Override
  public CommandSpec spec() {
    return CommandSpec.of("diff", "Show what a container changed in its image's files")
        .operands("CONTAINER", 1, 1)
        .description("A: added, C: changed, D: deleted.")
        .build();
  }

  @Override
  public int run(Arguments arguments, Session session) throws IOException {
    Containers containers = new Containers(session.store(), session.clock());
    for (Change change : containers.diff(arguments.operand(0))) {
      session.console().line(Printable.line(change.toString()));
    }
    return 0;
  }
}
