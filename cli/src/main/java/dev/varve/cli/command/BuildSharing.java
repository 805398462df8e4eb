package dev.varve.cli.command;

import dev.varve.build.BuildRequest;
import dev.varve.build.BuildResult;
import dev.varve.cli.args.Arguments;
import dev.varve.model.Descriptor;
import dev.varve.model.Digest;
import dev.varve.model.MediaTypes;
import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.registry.cache.SharedCaches;
import dev.varve.registry.transfer.PushOptions;
import dev.varve.registry.transfer.Pushed;
import dev.varve.registry.transfer.Pusher;
import dev.varve.registry.transfer.TransferListener;
import dev.varve.store.Image;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a build takes from other machines, and gives to them: caches and the image. */
final class BuildSharing {
  private final Session session;
  private final List<CacheOptions.Source> sources;
  private final List<CacheOptions.Target> targets;
  private final List<Reference> pushed;
  private final boolean quiet;

  private BuildSharing(
      Session session,
      List<CacheOptions.Source> sources,
      List<CacheOptions.Target> targets,
      List<Reference> pushed,
      boolean quiet) {
    this.session = session;
    this.sources = sources;
    this.targets = targets;
    this.pushed = pushed;
    this.quiet = quiet;
  }

  /**
   * What the arguments ask for.
   *
   * @throws VarveException if they contradict each other; nothing was done
   */
  static BuildSharing of(Arguments arguments, BuildRequest request, Session session) {
    boolean push = arguments.flag(BuildOptions.PUSH);
    if (push && request.tags().isEmpty()) {
      throw new VarveException(
          VarveException.Code.USAGE, "build: --push needs a name", "give one with --tag");
    }
    List<CacheOptions.Target> targets = CacheOptions.targets(arguments);
    if (!push && targets.stream().anyMatch(CacheOptions.Target::inline)) {
      throw new VarveException(
          VarveException.Code.USAGE,
          "build: an inline cache travels with the image, which is not pushed",
          "add --push");
    }
    return new BuildSharing(
        session,
        CacheOptions.sources(arguments),
        targets,
        push ? request.tags() : List.of(),
        arguments.flag(BuildOptions.QUIET));
  }

  /** Brings the records of other machines. One that cannot be had is told, and no more. */
  void takeCaches() throws IOException, InterruptedException {
    if (sources.isEmpty()) {
      return;
    }
    SharedCaches caches = caches(TransferListener.NONE);
    for (CacheOptions.Source source : sources) {
      try {
        Optional<Integer> found = caches.importFrom(source.location());
        if (!quiet) {
          session
              .console()
              .note(
                  found.isPresent()
                      ? "cache " + source.text() + ": " + found.get() + " steps"
                      : "cache " + source.text() + ": there is none yet");
        }
      } catch (java.io.InterruptedIOException e) {
        throw e;
      } catch (IOException | VarveException e) {
        session.console().note("warning: cache " + source.text() + " is not used: " + message(e));
      }
    }
  }

  private static String message(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private SharedCaches caches(TransferListener listener) throws IOException {
    return new SharedCaches(session.store(), session.registries(), pusher(listener));
  }

  private Pusher pusher(TransferListener listener) throws IOException {
    return new Pusher(session.store(), session.registries(), listener);
  }

  /** Pushes the image and writes the caches. */
  void give(BuildResult result) throws IOException, InterruptedException {
    if (pushed.isEmpty() && targets.isEmpty()) {
      return;
    }
    try (TransferDisplay display = new TransferDisplay(session.console())) {
      TransferListener listener = quiet ? TransferListener.NONE : display;
      for (Reference name : pushed) {
        push(result, name, listener);
        display.erase();
      }
      for (CacheOptions.Target target : targets) {
        if (!target.inline()) {
          write(result, target, listener);
          display.erase();
        }
      }
    }
  }

  private void push(BuildResult result, Reference name, TransferListener listener)
      throws IOException, InterruptedException {
    Image image = result.image();
    Pusher pusher = pusher(listener);
    PushOptions options = PushOptions.DEFAULT;
    if (targets.stream().anyMatch(CacheOptions.Target::inline)) {
      Map<String, String> annotations =
          caches(listener)
              .inline(result.keys(), image.config().diffIds(), blobs(pusher, image, name));
      options = options.withAnnotations(annotations);
    }
    Pushed done = pusher.push(image, name, options);
    if (!quiet) {
      session.console().note("pushed " + name.familiar() + "@" + done.descriptor().digest());
    }
  }

  /** Sends the layers, so that it is known what they are at the registry. */
  private static Map<Digest, Descriptor> blobs(Pusher pusher, Image image, Reference name)
      throws IOException, InterruptedException {
    List<Pusher.Listed> layers = new ArrayList<>();
    List<Digest> diffIds = image.config().diffIds();
    for (int i = 0; i < diffIds.size(); i++) {
      layers.add(new Pusher.Listed(diffIds.get(i), image.manifest().layers().get(i)));
    }
    List<Descriptor> sent = pusher.sendLayers(name, layers, PushOptions.DEFAULT);
    Map<Digest, Descriptor> blobs = new HashMap<>();
    for (int i = 0; i < diffIds.size(); i++) {
      Descriptor blob = sent.get(i);
      blobs.put(diffIds.get(i), blob.withMediaType(MediaTypes.toOci(blob.mediaType())));
    }
    return blobs;
  }

  private void write(BuildResult result, CacheOptions.Target target, TransferListener listener)
      throws IOException, InterruptedException {
    try {
      int count =
          caches(listener)
              .exportTo(
                  target.place(),
                  result.keys(),
                  result.image().config().diffIds(),
                  target.mode(),
                  target.options());
      if (!quiet) {
        session.console().note("cache " + target.text() + ": wrote " + count + " steps");
      }
    } catch (java.io.InterruptedIOException e) {
      throw e;
    } catch (IOException | VarveException e) {
      if (!target.optional()) {
        throw e;
      }
      session.console().note("warning: cache " + target.text() + " was not written: " + message(e));
    }
  }
}
