package dev.varve.cli.command;

import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.CommandSpec;
import dev.varve.cli.args.Option;
import dev.varve.model.Platform;
import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.registry.transfer.Pulled;
import dev.varve.registry.transfer.Puller;
import dev.varve.registry.transfer.TransferListener;
import java.io.IOException;
import java.util.List;

/** {@code varve pull}. */
public final class PullCommand implements Command {
  private static final Option QUIET =
      Option.flag("quiet", "Print the name of the image and nothing else").letter('q');
  private static final Option ALL_TAGS =
      Option.flag("all-tags", "Pull every tag of the repository").letter('a');
  private static final Option PLATFORM =
      Option.text("platform", "OS/ARCH", "Which image of several (default: for this machine)");

  @Override
  public CommandSpec spec() {
    return CommandSpec.of("pull", "Bring an image from a registry")
        .operands("NAME[:TAG|@DIGEST]", 1, 1)
        .description(
            """
            Everything is compared with its digest as it comes. Layers that are here are not fetched
            again, and a pull that was interrupted goes on where it was. Mirrors, logins and
            certificates are those that Docker and Podman are configured with.""")
        .options(QUIET, ALL_TAGS, PLATFORM)
        .example("Bring the newest image of a name", "varve pull debian:bookworm-slim")
        .build();
  }

  @Override
  public int run(Arguments arguments, Session session) throws IOException, InterruptedException {
    Reference name = ImageNames.parse(arguments.operand(0));
    Platform platform = PlatformNames.parse(arguments.text(PLATFORM, ""));
    boolean quiet = arguments.flag(QUIET);
    try (TransferDisplay display = new TransferDisplay(session.console())) {
      TransferListener listener = quiet ? TransferListener.NONE : display;
      Puller puller = new Puller(session.store(), session.registries(), listener);
      for (Reference each : names(arguments, session, name)) {
        if (!quiet) {
          session
              .console()
              .note(told(each) + ": pulling from " + each.registry() + "/" + each.repository());
        }
        Pulled pulled = puller.pull(each, platform, Puller.Extent.ALL);
        display.erase();
        tell(session, each, pulled, quiet);
      }
    }
    return 0;
  }

  private static List<Reference> names(Arguments arguments, Session session, Reference name)
      throws IOException, InterruptedException {
    if (!arguments.flag(ALL_TAGS)) {
      return List.of(name);
    }
    if (name.pinned().isPresent()
        || arguments.operand(0).endsWith(":" + name.tagName().orElse(""))) {
      throw new VarveException(
          VarveException.Code.USAGE, "pull: --all-tags and a tag exclude each other");
    }
    return session.registries().forPush(name).tags().stream()
        .map(tag -> ImageNames.parse(name.registry() + "/" + name.repository() + ":" + tag))
        .toList();
  }

  private static String told(Reference name) {
    return name.pinned().map(Object::toString).or(name::tagName).orElse("");
  }

  private static void tell(Session session, Reference name, Pulled pulled, boolean quiet) {
    if (!quiet) {
      session.console().line("Digest: " + pulled.digest());
      session
          .console()
          .line(
              "Status: "
                  + (pulled.changed() ? "Downloaded newer image for " : "Image is up to date for ")
                  + name.familiar());
    }
    session.console().line(name.toString());
  }
}
