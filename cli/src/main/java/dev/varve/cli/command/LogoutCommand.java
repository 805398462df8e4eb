package dev.varve.cli.command;

import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.CommandSpec;
import java.io.IOException;

/** {@code varve logout}. */
public final class LogoutCommand implements Command {
  @Override
  public CommandSpec spec() {
    return CommandSpec.of("logout", "Forget the credentials for a registry")
        .operands("[SERVER]", 0, 1)
        .description(
            """
            Takes away what 'varve login' or 'docker login' keep for SERVER, with a credential helper or
            in Docker's config.json. Without SERVER it is Docker's own registry.""")
        .build();
  }

  @Override
  public int run(Arguments arguments, Session session) throws IOException, InterruptedException {
    String registry = LoginCommand.registry(arguments);
    boolean erased = session.configuration().logins().erase(registry);
    session
        .console()
        .line((erased ? "Removed login credentials for " : "Not logged in to ") + registry);
    return 0;
  }
}
