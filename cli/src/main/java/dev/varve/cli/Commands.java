package dev.varve.cli;

import dev.varve.cli.command.BuildCommand;
import dev.varve.cli.command.Command;
import dev.varve.cli.command.CommitCommand;
import dev.varve.cli.command.CpCommand;
import dev.varve.cli.command.DemoCommand;
import dev.varve.cli.command.DiffCommand;
import dev.varve.cli.command.DoctorCommand;
import dev.varve.cli.command.DuCommand;
import dev.varve.cli.command.GcCommand;
import dev.varve.cli.command.HelpCommand;
import dev.varve.cli.command.HistoryCommand;
import dev.varve.cli.command.ImagesCommand;
import dev.varve.cli.command.ImportCommand;
import dev.varve.cli.command.InspectCommand;
import dev.varve.cli.command.LoadCommand;
import dev.varve.cli.command.LoginCommand;
import dev.varve.cli.command.LogoutCommand;
import dev.varve.cli.command.LogsCommand;
import dev.varve.cli.command.PruneCommand;
import dev.varve.cli.command.PsCommand;
import dev.varve.cli.command.PullCommand;
import dev.varve.cli.command.PushCommand;
import dev.varve.cli.command.RmCommand;
import dev.varve.cli.command.RmiCommand;
import dev.varve.cli.command.RunCommand;
import dev.varve.cli.command.SaveCommand;
import dev.varve.cli.command.TagCommand;
import dev.varve.cli.command.VerifyCommand;
import dev.varve.cli.command.VersionCommand;
import dev.varve.model.VarveException;
import java.util.List;
import java.util.Optional;

/** All commands. A class is loaded only when its command is asked for. */
final class Commands {
  /** In the order of the help page, by topic. */
  static final List<HelpCommand.Topic> TOPICS =
      List.of(
          new HelpCommand.Topic("Build", List.of("build")),
          new HelpCommand.Topic(
              "Images",
              List.of("images", "inspect", "history", "tag", "rmi", "save", "load", "import")),
          new HelpCommand.Topic(
              "Containers", List.of("run", "ps", "logs", "cp", "diff", "commit", "rm")),
          new HelpCommand.Topic("Registries", List.of("pull", "push", "login", "logout")),
          new HelpCommand.Topic("Store", List.of("du", "gc", "prune", "verify")),
          new HelpCommand.Topic("About", List.of("demo", "doctor", "version", "help")));

  private Commands() {}

  static Optional<Command> find(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "build" -> new BuildCommand();
          case "commit" -> new CommitCommand();
          case "cp" -> new CpCommand();
          case "demo" -> new DemoCommand();
          case "diff" -> new DiffCommand();
          case "doctor" -> new DoctorCommand();
          case "du" -> new DuCommand();
          case "gc" -> new GcCommand();
          case "help" -> help();
          case "history" -> new HistoryCommand();
          case "images" -> new ImagesCommand();
          case "import" -> new ImportCommand();
          case "inspect" -> new InspectCommand();
          case "load" -> new LoadCommand();
          case "login" -> new LoginCommand();
          case "logout" -> new LogoutCommand();
          case "logs" -> new LogsCommand();
          case "prune" -> new PruneCommand();
          case "pull" -> new PullCommand();
          case "push" -> new PushCommand();
          case "ps" -> new PsCommand();
          case "rm" -> new RmCommand();
          case "rmi" -> new RmiCommand();
          case "run" -> new RunCommand();
          case "save" -> new SaveCommand();
          case "tag" -> new TagCommand();
          case "verify" -> new VerifyCommand();
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
