package dev.varve.cli.command;

import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.CommandSpec;
import dev.varve.cli.args.HelpPage;
import dev.varve.cli.args.Suggestion;
import dev.varve.model.VarveException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** {@code varve help [COMMAND]}. */
public final class HelpCommand implements Command {
  private final List<Topic> topics;
  private final Function<String, Optional<Command>> commands;

  /** Commands that belong together, by name. */
  public record Topic(String title, List<String> commands) {
    public Topic {
      commands = List.copyOf(commands);
    }
  }

  /**
   * Help about the commands that {@code commands} finds.
   *
   * @param topics the commands to list
   */
  public HelpCommand(List<Topic> topics, Function<String, Optional<Command>> commands) {
    this.topics = topics;
    this.commands = commands;
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.of("help", "Show all commands, or how to use one")
        .operands("[COMMAND]", 0, 1)
        .build();
  }

  @Override
  public int run(Arguments arguments, Session session) {
    if (arguments.operands().isEmpty()) {
      session.console().print(overview());
      return 0;
    }
    String name = arguments.operand(0);
    Command command = commands.apply(name).orElseThrow(() -> unknown(name));
    session.console().print(HelpPage.of(command.spec()));
    return 0;
  }

  /** The error for a command that does not exist. */
  public VarveException unknown(String name) {
    List<String> names = new ArrayList<>();
    for (Topic topic : topics) {
      names.addAll(topic.commands());
    }
    return new VarveException(
        VarveException.Code.USAGE,
        "unknown command '" + name + "'" + Suggestion.near(name, names, ""),
        "'varve help' lists all commands");
  }

  private String overview() {
    StringBuilder page = new StringBuilder();
    page.append("Usage:  varve [--root DIR] [-D] COMMAND\n\n");
    page.append(
        "Builds container images and runs them: no daemon, no root. It rebuilds only what\n");
    page.append("changed, and tells you why.\n");
    for (Topic topic : topics) {
      page.append('\n').append(topic.title()).append(":\n");
      for (String name : topic.commands()) {
        Command command = commands.apply(name).orElseThrow(() -> unknown(name));
        page.append("  ").append(name).append(" ".repeat(Math.max(1, 12 - name.length())));
        page.append(command.spec().summary()).append('\n');
      }
    }
    page.append("\n'varve help COMMAND' or 'varve COMMAND --help' tells more about one.\n");
    return page.toString();
  }
}
