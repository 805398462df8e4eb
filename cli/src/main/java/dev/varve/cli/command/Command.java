package dev.varve.cli.command;

import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.CommandSpec;
import java.io.IOException;

/** A command of the command line. */
public interface Command {
  /** What it accepts. */
  CommandSpec spec();

  /**
   * Does it, and returns the exit status. An interrupt of the thread means that the user wants to
   * stop.
   *
   * @throws dev.varve.model.VarveException for what the user can mend
   */
  int run(Arguments arguments, Session session) throws IOException, InterruptedException;

  /** The exit status when {@link #run} throws, instead of {@code usual}. */
  default int failure(int usual) {
    return usual;
  }
}
