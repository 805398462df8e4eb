package dev.varve.cli.command;

import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.CommandSpec;
import dev.varve.cli.args.Option;
import dev.varve.model.Digest;
import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.registry.transfer.PushOptions;
import dev.varve.registry.transfer.Pushed;
import dev.varve.registry.transfer.Pusher;
import dev.varve.registry.transfer.TransferListener;
import dev.varve.store.Image;
import dev.varve.store.Images;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code varve push}. */
public final class PushCommand implements Command {
  private static final Option QUIET =
      Option.flag("quiet", "Print the name of the image and nothing else").letter('q');
  private static final Option ALL_TAGS =
      Option.flag("all-tags", "Push every tag of the repository").letter('a');

  @Override
  public CommandSpec spec() {
    return CommandSpec.of("push", "Send an image to a registry")
        .operands("NAME[:TAG]", 1, 1)
        .description(
            """
            Sends what the registry does not have. Layers that another of its repositories has are
            mounted, those that only another registry has are passed on from there, and the others
            are compressed on all processors; pieces that were compressed before are not again.""")
        .options(QUIET, ALL_TAGS, Compressions.COMPRESSION, Compressions.LEVEL, Compressions.FORCE)
        .example(
            "Send an image to a registry of your own", "varve push registry.example.com/shop:1.2")
        .build();
  }

  @Override
  public int run(Arguments arguments, Session session) throws IOException, InterruptedException {
    Reference name = ImageNames.forTag(arguments.operand(0));
    boolean quiet = arguments.flag(QUIET);
    PushOptions options =
        new PushOptions(
            Compressions.of(arguments, "push", "gzip"),
            arguments.flag(Compressions.FORCE),
            false,
            Map.of());
    Images images = session.store().images();
    try (TransferDisplay display = new TransferDisplay(session.console())) {
      TransferListener listener = quiet ? TransferListener.NONE : display;
      Pusher pusher = new Pusher(session.store(), session.registries(), listener);
      for (Reference each : names(arguments, session, name)) {
        Image image = images.resolve(each.toString());
        Pushed pushed = pusher.push(image, each, options);
        display.erase();
        session
            .console()
            .line(
                quiet
                    ? each.toString()
                    : each.tagName().orElse("")
                        + ": digest: "
                        + pushed.descriptor().digest()
                        + " size: "
                        + pushed.descriptor().size());
      }
    }
    return 0;
  }

  private static List<Reference> names(Arguments arguments, Session session, Reference name)
      throws IOException {
    if (!arguments.flag(ALL_TAGS)) {
      return List.of(name);
    }
    if (arguments.operand(0).endsWith(":" + name.tagName().orElse(""))) {
      throw new VarveException(
          VarveException.Code.USAGE, "push: --all-tags and a tag exclude each other");
    }
    List<Reference> found = new ArrayList<>();
    for (Map.Entry<Reference, Digest> each : session.store().refs().all().entrySet()) {
      Reference other = each.getKey();
      if (other.registry().equals(name.registry())
          && other.repository().equals(name.repository())) {
        found.add(other);
      }
    }
    if (found.isEmpty()) {
      throw new VarveException(
          VarveException.Code.NOT_FOUND, "no image has a tag of " + name.familiarRepository());
    }
    return found;
  }
}
