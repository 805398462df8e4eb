package dev.varve.cli.command;

import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.CommandSpec;
import dev.varve.model.ContainerConfig;
import dev.varve.model.Json;
import dev.varve.model.Platform;
import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.registry.transfer.Puller;
import dev.varve.runtime.ExitStatus;
import dev.varve.runtime.container.ContainerRequest;
import dev.varve.runtime.container.Containers;
import dev.varve.runtime.container.OpenContainer;
import dev.varve.store.Image;
import dev.varve.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code varve run}. */
public final class RunCommand implements Command {
  private static final int FAILED = 125;

  @Override
  public CommandSpec spec() {
    return RunOptions.spec();
  }

  /** As with Docker: lower statuses are the command's own. */
  @Override
  public int failure(int usual) {
    return FAILED;
  }

  @Override
  public int run(Arguments arguments, Session session) throws IOException, InterruptedException {
    checkTerminal(arguments, session);
    Store store = session.store();
    String imageName = arguments.operand(0);
    Image image = image(arguments, session);
    ContainerConfig config = image.config().config();
    List<String> command = command(config, arguments);
    ContainerRequest request =
        new ContainerRequest(
            arguments.text(RunOptions.NAME, ""),
            imageName,
            image,
            command,
            containerConfig(config, arguments),
            arguments.flag(RunOptions.REMOVE));
    Containers containers = new Containers(store, session.clock());
    try (OpenContainer container = containers.create(request)) {
      writeId(arguments, container.state().id());
      ExitStatus status = new ContainerRun(arguments, session, image, container).run(command);
      if (status.cause() instanceof ExitStatus.Cause.NotStarted(String message)) {
        session.console().note("varve: " + message);
      }
      return status.code();
    }
  }

  private static void checkTerminal(Arguments arguments, Session session) {
    if (arguments.flag(RunOptions.TTY)
        && !(session.console().terminal().in() && session.console().terminal().out())) {
      throw new VarveException(
          VarveException.Code.USAGE,
          "run: -t needs a terminal, and standard input or output is none",
          "leave -t out");
    }
  }

  /** The image, which is pulled where that is wanted. */
  private static Image image(Arguments arguments, Session session)
      throws IOException, InterruptedException {
    String name = arguments.operand(0);
    Store store = session.store();
    String when = arguments.text(RunOptions.PULL, "missing");
    Optional<Image> found = when.equals("always") ? Optional.empty() : store.images().find(name);
    if (found.isPresent()) {
      return found.get();
    }
    return switch (when) {
      case "never" -> store.images().resolve(name);
      case "missing", "always" -> pulled(name, session);
      default ->
          throw new VarveException(
              VarveException.Code.USAGE,
              "run: --pull is always, missing or never, not '" + when + "'");
    };
  }

  private static Image pulled(String name, Session session)
      throws IOException, InterruptedException {
    Reference reference = ImageNames.parse(name);
    session.console().note("image " + reference.familiar() + " is not here, pulling it");
    try (TransferDisplay display = new TransferDisplay(session.console())) {
      return new Puller(session.store(), session.registries(), display)
          .pull(reference, Platform.host(), Puller.Extent.ALL)
          .image();
    } catch (VarveException e) {
      if (e.code() == VarveException.Code.NOT_FOUND) {
        // What is here under a similar name helps more than what the registry says.
        throw session.store().images().find(name).isPresent()
            ? e
            : new VarveException(e.code(), "no such image: " + e.text(), e.hint().orElse(null), e);
      }
      throw e;
    }
  }

  /**
   * The entry point with its arguments. One that is given replaces the image's, and its arguments
   * with it.
   */
  static List<String> command(ContainerConfig config, Arguments arguments) {
    List<String> given = arguments.operands().subList(1, arguments.operands().size());
    List<String> command = new ArrayList<>();
    Optional<String> entrypoint = arguments.text(RunOptions.ENTRYPOINT);
    if (entrypoint.isPresent()) {
      if (!entrypoint.get().isEmpty()) {
        command.add(entrypoint.get());
      }
      command.addAll(given);
    } else {
      command.addAll(config.entrypoint().orElse(List.of()));
      command.addAll(given.isEmpty() ? config.cmd().orElse(List.of()) : given);
    }
    if (command.isEmpty()) {
      throw new VarveException(
          VarveException.Code.USAGE,
          "run: the image names no command, and none was given",
          "varve run " + arguments.operand(0) + " COMMAND");
    }
    return command;
  }

  /**
   * What an image made from the container would run: the image's configuration with what was given.
   */
  private static Json.Obj containerConfig(ContainerConfig config, Arguments arguments) {
    ContainerConfig changed = config;
    for (String variable : arguments.list(RunOptions.ENV)) {
      int equals = variable.indexOf('=');
      if (equals > 0) {
        changed = changed.withEnv(variable.substring(0, equals), variable.substring(equals + 1));
      }
    }
    for (String label : arguments.list(RunOptions.LABEL)) {
      int equals = label.indexOf('=');
      changed =
          equals < 0
              ? changed.withLabel(label, "")
              : changed.withLabel(label.substring(0, equals), label.substring(equals + 1));
    }
    if (arguments.given(RunOptions.USER)) {
      changed = changed.withUser(arguments.text(RunOptions.USER, ""));
    }
    if (arguments.given(RunOptions.WORKDIR)) {
      changed = changed.withWorkingDir(arguments.text(RunOptions.WORKDIR, ""));
    }
    List<String> given = arguments.operands().subList(1, arguments.operands().size());
    if (arguments.given(RunOptions.ENTRYPOINT)) {
      String entrypoint = arguments.text(RunOptions.ENTRYPOINT, "");
      changed =
          changed
              .withEntrypoint(entrypoint.isEmpty() ? null : List.of(entrypoint))
              .withCmd(given.isEmpty() ? null : given);
    } else if (!given.isEmpty()) {
      changed = changed.withCmd(given);
    }
    return changed.toJson();
  }

  private static void writeId(Arguments arguments, String id) throws IOException {
    Optional<String> file = arguments.text(RunOptions.CIDFILE);
    if (file.isPresent()) {
      try {
        Files.write(
            Path.of(file.get()),
            id.getBytes(StandardCharsets.UTF_8),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE);
      } catch (FileAlreadyExistsException e) {
        throw new VarveException(
            VarveException.Code.CONFLICT,
            "run: --cidfile " + file.get() + " exists already",
            "remove it, for another container may be using it",
            e);
      }
    }
  }
}
