package dev.varve.cli;

import dev.varve.cli.command.Command;
import dev.varve.cli.command.HelpCommand;
import dev.varve.cli.command.VersionCommand;
import dev.varve.model.VarveException;
import java.util.List;
import java.util.Optional;

/** All commands. A class is loaded only when its command is asked for. */
final class Commands {
  /** In the order of the help page, by topic. */
  static final List<HelpCommand.Topic> TOPICS =
      List.of(new HelpCommand.Topic("About", List.of("version", "help")));

  private Commands() {}

  static Optional<Command> find(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "help" -> help();
          case "version" -> new VersionCommand();
          default -> null;
        });
  }

  private static HelpCommand help() {
    return new HelpCommand(TOPICS, Commands::find);
  }

  static VarveException unknown(String name) {
    return help().unknown(name);
  }
}
