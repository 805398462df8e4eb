package dev.varve.cli.command;

import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.CommandSpec;
import dev.varve.cli.args.Option;
import dev.varve.model.VarveException;
import dev.varve.runtime.container.ContainerCopy;
import dev.varve.runtime.container.Containers;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/** {@code varve cp}. */
public final class CpCommand implements Command {
  private static final String STREAM = "-";
  private static final int BUFFER = 256 << 10;

  private static final Option ARCHIVE =
      Option.flag("archive", "Keep the numbers of owners and groups").letter('a');
  private static final Option FOLLOW =
      Option.flag("follow-link", "Copy what a link names, not the link").letter('L');
  private static final Option QUIET =
      Option.flag("quiet", "Accepted; there is no progress to hide").letter('q');

  /**
   * One side of a copy.
   *
   * @param container name or ID; empty for the host
   */
  private record Place(Optional<String> container, String path) {
    /**
     * {@code CONTAINER:PATH}, or a path of the host. One with a colon in it begins with a slash or
     * a dot.
     */
    static Place of(String text) {
      int colon = text.indexOf(':');
      if (colon <= 0 || text.startsWith("/") || text.startsWith(".")) {
        return new Place(Optional.empty(), text);
      }
      return new Place(Optional.of(text.substring(0, colon)), text.substring(colon + 1));
    }

    boolean isStream() {
      return container.isEmpty() && path.equals(STREAM);
    }
  }

  @Override
  public CommandSpec spec() {
    return CommandSpec.of("cp", "Copy files between a container and the host")
        .operands("CONTAINER:PATH PATH|-  or  PATH|- CONTAINER:PATH", 2, 2)
        .description(
            """
            Into an existing directory a file or directory is copied under its own name; PATH/. means what
            is in a directory. '-' is a tar on standard output or input. Files belong to the user who
            copies them out, and to root in the container. A container that runs can only be read.\
            """)
        .options(ARCHIVE, FOLLOW, QUIET)
        .example("Bring out what a container made", "varve cp c1:/srv/report.html .")
        .example("Put a file into it", "varve cp app.conf c1:/etc/")
        .build();
  }

  @Override
  public int run(Arguments arguments, Session session) throws IOException, InterruptedException {
    Place from = Place.of(arguments.operand(0));
    Place to = Place.of(arguments.operand(1));
    if (from.container().isPresent() == to.container().isPresent()) {
      throw new VarveException(
          VarveException.Code.USAGE,
          from.container().isPresent()
              ? "cp: cannot copy from one container to another"
              : "cp: neither '" + from.path() + "' nor '" + to.path() + "' names a container",
          from.container().isPresent()
              ? "copy to the host first, and from there"
              : "write CONTAINER:PATH for one of them; 'varve ps -a' lists the containers");
    }
    ContainerCopy copy =
        new ContainerCopy(
            session.store(),
            new Containers(session.store(), session.clock()),
            new ContainerCopy.Options(arguments.flag(ARCHIVE), arguments.flag(FOLLOW)));
    if (from.container().isPresent()) {
      copyOut(copy, from.container().get(), from.path(), to, session);
    } else {
      copyIn(copy, from, to.container().orElseThrow(), to.path(), session);
    }
    return 0;
  }

  private static void copyOut(
      ContainerCopy copy, String container, String path, Place to, Session session)
      throws IOException, InterruptedException {
    if (!to.isStream()) {
      copy.fromContainer(container, path, to.path());
      return;
    }
    if (session.console().terminal().out()) {
      throw new VarveException(
          VarveException.Code.USAGE,
          "cp: standard output is a terminal",
          "redirect the tar to a file or a program");
    }
    OutputStream out = new BufferedOutputStream(session.console().binary(), BUFFER);
    copy.toTar(container, path, out);
  }

  private static void copyIn(
      ContainerCopy copy, Place from, String container, String path, Session session)
      throws IOException, InterruptedException {
    if (!from.isStream()) {
      copy.toContainer(from.path(), container, path);
      return;
    }
    if (session.console().terminal().in()) {
      throw new VarveException(
          VarveException.Code.USAGE,
          "cp: standard input is a terminal",
          "redirect a tar to it, or name a file");
    }
    InputStream in = new BufferedInputStream(session.console().in(), BUFFER);
    copy.fromTar(in, container, path);
  }
}
