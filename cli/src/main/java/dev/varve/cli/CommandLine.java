package dev.varve.cli;

import dev.varve.cli.args.ArgumentBytes;
import dev.varve.cli.args.ArgumentParser;
import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.CommandSpec;
import dev.varve.cli.args.HelpPage;
import dev.varve.cli.command.Command;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.StoreRoot;
import dev.varve.cli.output.OutputException;
import dev.varve.model.VarveException;
import dev.varve.store.disk.Durability;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs one command line to its exit status. */
final class CommandLine {
  private static final Path ARGUMENTS = Path.of("/proc/self/cmdline");

  private final Caller caller;
  private @Nullable Command running;

  CommandLine(Caller caller) {
    this.caller = caller;
  }

  /** Runs the command; whatever goes wrong is told on standard error. */
  int run(List<String> words) {
    boolean debug = words.contains("--debug") || words.contains("-D");
    Failures failures = new Failures(caller.console(), debug);
    try {
      ArgumentBytes.check(words, ARGUMENTS);
      int status = dispatch(words);
      caller.console().flush();
      return status;
    } catch (OutputException e) {
      return failures.output(e);
    } catch (VarveException e) {
      return mapped(failures.expected(e));
    } catch (IOException e) {
      return mapped(failures.io(e));
    } catch (InterruptedException e) {
      return failures.interrupted();
    } catch (RuntimeException | Error e) {
      return mapped(failures.unexpected(e));
    }
  }

  private int mapped(int status) {
    return running == null || status == Failures.INTERRUPTED ? status : running.failure(status);
  }

  private int dispatch(List<String> words) throws IOException, InterruptedException {
    int name = 0;
    while (name < words.size() && words.get(name).startsWith("-")) {
      switch (words.get(name)) {
        case "-v", "--version" -> {
          return command("version", List.of());
        }
        case "-h", "--help" -> {
          return command("help", List.of());
        }
        case "--root" -> name += 2;
        default -> name++;
      }
    }
    List<String> global = words.subList(0, Math.min(name, words.size()));
    if (name >= words.size()) {
      // Not asked for, so not a success; but what is wanted is clear. Unknown options are told
      // first.
      ArgumentParser.parse(CommandSpec.of("help", "").build(), global);
      command("help", List.of());
      return 2;
    }
    List<String> arguments = new ArrayList<>(global);
    arguments.addAll(words.subList(name + 1, words.size()));
    return command(words.get(name), arguments);
  }

  private int command(String name, List<String> words) throws IOException, InterruptedException {
    Command command = Commands.find(name).orElseThrow(() -> Commands.unknown(name));
    running = command;
    CommandSpec spec = command.spec();
    Arguments arguments = ArgumentParser.parse(spec, words);
    if (arguments.flag(CommandSpec.HELP)) {
      caller.console().print(HelpPage.of(spec));
      return 0;
    }
    Path root = StoreRoot.of(arguments.text(CommandSpec.ROOT), caller.environment(), caller.root());
    boolean debug = arguments.flag(CommandSpec.DEBUG);
    Session.Choices choices =
        new Session.Choices(
            root,
            arguments.flag(CommandSpec.DURABLE) ? Durability.FULL : Durability.DEFAULT,
            debug);
    try (Session session =
        new Session(caller.console(), caller.environment(), caller.clock(), choices)) {
      return command.run(arguments, session);
    }
  }
}
