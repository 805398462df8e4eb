package dev.varve.cli.command;

import dev.varve.cli.args.Arguments;
import dev.varve.model.ContainerConfig;
import dev.varve.model.VarveException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The variables of a container: Docker's own, the image's, those of files, those given; later ones
 * win.
 */
final class RunEnvironment {
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final Session session;
  private final Map<String, String> variables = new LinkedHashMap<>();

  private RunEnvironment(Session session) {
    this.session = session;
  }

  /** {@code NAME=VALUE} each. HOME is left to the user that the command runs as. */
  static List<String> of(
      ContainerConfig image, Arguments arguments, Session session, String hostname)
      throws IOException {
    RunEnvironment environment = new RunEnvironment(session);
    environment.variables.put("PATH", PATH);
    environment.variables.put("HOSTNAME", hostname);
    if (arguments.flag(RunOptions.TTY)) {
      environment.variables.put("TERM", "xterm");
    }
    image.env().forEach(environment::set);
    for (String file : arguments.list(RunOptions.ENV_FILE)) {
      environment.file(file);
    }
    arguments.list(RunOptions.ENV).forEach(environment::set);
    List<String> list = new ArrayList<>();
    environment.variables.forEach((name, value) -> list.add(name + "=" + value));
    return list;
  }

  /** {@code NAME=VALUE}; {@code NAME} alone is the caller's, or none if the caller has none. */
  private void set(String text) {
    int equals = text.indexOf('=');
    String name = equals < 0 ? text : text.substring(0, equals);
    if (name.isEmpty()) {
      throw new VarveException(
          VarveException.Code.USAGE, "run: a variable has the form NAME=VALUE, not '" + text + "'");
    }
    if (equals >= 0) {
      variables.put(name, text.substring(equals + 1));
    } else if (session.variable(name).isPresent()) {
      variables.put(name, session.variable(name).get());
    } else {
      variables.remove(name);
    }
  }

  private void file(String name) throws IOException {
    try {
      for (String line : Files.readAllLines(Path.of(name), StandardCharsets.UTF_8)) {
        String text = line.stripLeading();
        if (!text.isEmpty() && !text.startsWith("#")) {
          set(text);
        }
      }
    } catch (NoSuchFileException e) {
      throw new VarveException(
          VarveException.Code.USAGE, "run: --env-file: there is no file " + name, null, e);
    }
  }
}
