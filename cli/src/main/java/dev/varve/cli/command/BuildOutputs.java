package dev.varve.cli.command;

import dev.varve.archive.tar.CanonicalTar;
import dev.varve.build.BuildRequest;
import dev.varve.build.BuildResult;
import dev.varve.build.SourceDate;
import dev.varve.cli.command.OutputOptions.Output;
import dev.varve.model.Descriptor;
import dev.varve.model.Digest;
import dev.varve.model.ImageConfig;
import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.registry.transfer.PushOptions;
import dev.varve.registry.transfer.Pushed;
import dev.varve.registry.transfer.Pusher;
import dev.varve.registry.transfer.TransferListener;
import dev.varve.runtime.container.HostExport;
import dev.varve.store.FlatRoot;
import dev.varve.store.Image;
import dev.varve.store.Layer;
import dev.varve.store.Store;
import dev.varve.store.transfer.ImageArchives;
import dev.varve.store.transfer.LayoutDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What becomes of a build, once it is built: names in the store, pushes, archives, files. */
final class BuildOutputs {
  private final Session session;
  private final BuildRequest request;
  private final List<Output> outputs;
  private final boolean quiet;

  /**
   * @param outputs as {@link OutputOptions} reads them
   * @throws VarveException if one asks for what the request does not give; nothing was done
   */
  BuildOutputs(Session session, BuildRequest request, List<Output> outputs, boolean quiet) {
    this.session = session;
    this.request = request;
    this.outputs = outputs;
    this.quiet = quiet;
    for (Output output : outputs) {
      if (output instanceof Output.Store(var image, var push, _) && push) {
        if (names(image).isEmpty()) {
          throw new VarveException(
              VarveException.Code.USAGE,
              "build: what is pushed needs a name",
              "give one with --tag, or with name= in --output");
        }
      }
      if (image(output).map(Output.Image::rewrite).orElse(false)
          && SourceDate.of(request.buildArgs()).isEmpty()) {
        throw new VarveException(
            VarveException.Code.USAGE,
            "build: rewrite-timestamp needs a time",
            "set " + SourceDate.NAME + ", as a variable or with --build-arg");
      }
    }
  }

  private static Optional<Output.Image> image(Output output) {
    return switch (output) {
      case Output.Store(var image, _, _) -> Optional.of(image);
      case Output.Archive(var image, _, _) -> Optional.of(image);
      case Output.Tar _, Output.Files _ -> Optional.empty();
    };
  }

  private List<Reference> names(Output.Image image) {
    return image.names().isEmpty() ? request.tags() : image.names();
  }

  /** The names that the build itself gives: those of images that stay in the store as they are. */
  List<Reference> tags() {
    for (Output output : outputs) {
      if (output instanceof Output.Store(var image, _, _) && !image.rewrite()) {
        return request.tags();
      }
    }
    return List.of();
  }

  boolean pushes() {
    for (Output output : outputs) {
      if (output instanceof Output.Store store && store.push()) {
        return true;
      }
    }
    return false;
  }

  /** Makes what a push adds to the annotations of a manifest. */
  interface Inline {
    Map<String, String> annotations(Pusher pusher, Image image, Reference name)
        throws IOException, InterruptedException;
  }

  /**
   * Makes all outputs.
   *
   * @return the image as it was made for the first output that is one
   */
  Image make(BuildResult result, TransferListener listener, Inline inline)
      throws IOException, InterruptedException {
    Image first = result.image();
    boolean found = false;
    for (Output output : outputs) {
      Image image =
          image(output).map(Output.Image::rewrite).orElse(false) ? dated(result) : result.image();
      if (!found && image(output).isPresent()) {
        first = image;
        found = true;
      }
      make(output, image, listener, inline);
    }
    return first;
  }

  private void make(Output output, Image image, TransferListener listener, Inline inline)
      throws IOException, InterruptedException {
    Store store = session.store();
    switch (output) {
      case Output.Store out -> inStore(out, image, listener, inline);
      case Output.Archive(var how, var destination, var file) -> {
        ImageArchives archives = new ImageArchives(store);
        if (file) {
          Destination.write(
              session.console(),
              destination,
              "build",
              to -> archives.save(image, names(how), to, how.compression(), how.annotations()));
        } else {
          LayoutDirectory layout = new LayoutDirectory(Path.of(destination));
          archives.save(image, names(how), layout, how.compression(), how.annotations());
        }
      }
      case Output.Tar(var destination) -> {
        FlatRoot root = FlatRoot.of(layers(store, image));
        Destination.write(
            session.console(),
            destination,
            "build",
            to -> CanonicalTar.write(root.index(), root.contents(), to));
      }
      case Output.Files(var directory, var deleteOthers) ->
          new HostExport(store).write(FlatRoot.of(layers(store, image)), directory, deleteOthers);
    }
  }

  private void inStore(Output.Store output, Image image, TransferListener listener, Inline inline)
      throws IOException, InterruptedException {
    boolean named = output.image().names().isEmpty() && !output.image().rewrite();
    if (!named && !output.byDigest()) {
      for (Reference name : names(output.image())) {
        session.store().images().tag(image, name);
      }
    }
    if (!output.push()) {
      return;
    }
    Pusher pusher = new Pusher(session.store(), session.registries(), listener);
    for (Reference name : names(output.image())) {
      Map<String, String> annotations = new HashMap<>(output.image().annotations());
      annotations.putAll(inline.annotations(pusher, image, name));
      PushOptions options =
          new PushOptions(
              output.image().compression(), output.image().force(), output.byDigest(), annotations);
      Pushed done = pusher.push(image, name, options);
      if (!quiet) {
        session.console().note("pushed " + name.familiar() + "@" + done.descriptor().digest());
      }
    }
  }

  private static List<Layer> layers(Store store, Image image) throws IOException {
    List<Layer> layers = new ArrayList<>();
    for (Digest diffId : image.config().diffIds()) {
      layers.add(store.layers().get(diffId));
    }
    store.layers().ready(layers);
    return layers;
  }

  /** The image with no file newer than the sources in the layers that were built. */
  private Image dated(BuildResult result) throws IOException {
    Instant latest = SourceDate.of(request.buildArgs()).orElseThrow();
    Store store = session.store();
    ImageConfig config = result.image().config();
    List<Digest> diffIds = new ArrayList<>();
    Map<Digest, Descriptor> base = new HashMap<>();
    for (int i = 0; i < config.diffIds().size(); i++) {
      Digest diffId = config.diffIds().get(i);
      if (i < result.baseLayers()) {
        diffIds.add(diffId);
        base.put(diffId, result.image().manifest().layers().get(i));
      } else {
        diffIds.add(store.layers().dated(store.layers().get(diffId), latest).diffId());
      }
    }
    ImageConfig changed =
        new ImageConfig(
            latest,
            config.author(),
            config.platform(),
            config.config(),
            diffIds,
            config.history(),
            config.source());
    return store.images().create(changed, base);
  }
}
