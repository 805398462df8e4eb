package dev.varve.cli.command;

import dev.varve.cli.args.Arguments;
import dev.varve.cli.args.CommandSpec;
import dev.varve.cli.args.Option;
import dev.varve.model.ContainerConfig;
import dev.varve.model.History;
import dev.varve.model.ImageConfig;
import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.runtime.container.ContainerState;
import dev.varve.runtime.container.Containers;
import dev.varve.store.Image;
import dev.varve.store.Layer;
import dev.varve.store.Store;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** {@code varve commit}. */
public final class CommitCommand implements Command {
  private static final Option AUTHOR =
      Option.text("author", "NAME", "Who made the image").letter('a');
  private static final Option CHANGE =
      Option.list("change", "INSTRUCTION", "A Dockerfile instruction for the image's configuration")
          .letter('c');
  private static final Option MESSAGE =
      Option.text("message", "TEXT", "A comment in the image's history").letter('m');
  private static final Option PAUSE =
      Option.flag("pause", "Accepted; a running container is read as it is").letter('p');

  @Override
  public CommandSpec spec() {
    return CommandSpec.of("commit", "Make an image of a container's files")
        .operands("CONTAINER [REPOSITORY[:TAG]]", 1, 2)
        .options(AUTHOR, CHANGE, MESSAGE, PAUSE)
        .example(
            "Keep what a container did, and let the image run a server",
            "varve commit -c 'CMD [\"/srv\"]' c1 shop:patched")
        .build();
  }

  @Override
  public int run(Arguments arguments, Session session) throws IOException {
    Optional<Reference> name =
        arguments.operands().size() > 1
            ? Optional.of(ImageNames.forTag(arguments.operand(1)))
            : Optional.empty();
    Store store = session.store();
    Containers containers = new Containers(store, session.clock());
    ContainerState state = containers.find(arguments.operand(0));
    Image base =
        store
            .images()
            .get(state.image())
            .orElseThrow(
                () ->
                    new VarveException(
                        VarveException.Code.CORRUPT,
                        "the image of container " + state.name() + " is gone from the store"));
    ContainerConfig config =
        ConfigChanges.apply(
            base.config().withConfig(ContainerJson.config(state)), arguments.list(CHANGE));
    Layer layer = containers.commit(state.id());
    Instant now = session.clock().instant();
    ImageConfig made =
        base.config()
            .withConfig(config)
            .withCreated(now)
            .withAuthor(arguments.text(AUTHOR, base.config().author()))
            .withLayer(layer.diffId())
            .withHistory(
                new History(
                    now,
                    String.join(" ", state.command()),
                    arguments.text(MESSAGE, ""),
                    arguments.text(AUTHOR, ""),
                    false));
    Image image = store.images().create(made);
    if (name.isPresent()) {
      store.images().tag(image, name.get());
    }
    session.console().line(image.id().toString());
    return 0;
  }
}
