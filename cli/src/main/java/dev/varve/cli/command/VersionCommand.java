package dev.varve.cli.command;

import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.CommandSpec;
import dev.varve.cli.args.Option;

/** {@code varve version}. */
public final class VersionCommand implements Command {
  private static final Option QUIET = Option.flag("quiet", "Only the version number").letter('q');

  @Override
  public CommandSpec spec() {
    return CommandSpec.of("version", "Show the version of Varve and what it runs on")
        .options(QUIET)
        .build();
  }

  @Override
  public int run(Arguments arguments, Session session) {
    String number = System.getProperty("varve.version", "development");
    if (arguments.flag(QUIET)) {
      session.console().line(number);
      return 0;
    }
    session
        .console()
        .line(
            "varve "
                + number
                + " (Java "
                + System.getProperty("java.version")
                + ", "
                + "linux/"
                + System.getProperty("os.arch")
                + ")");
    return 0;
  }
}
