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
import dev.varve.registry.transfer.Pusher;
import dev.varve.registry.transfer.TransferListener;
import dev.varve.store.Image;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a build takes from other machines, and gives to them: caches and its outputs. */
final class BuildSharing {
  private final Session session;
  private final List<CacheOptions.Source> sources;
  private final List<CacheOptions.Target> targets;
  private final BuildOutputs outputs;
  private final boolean quiet;

  private BuildSharing(
      Session session,
      List<CacheOptions.Source> sources,
      List<CacheOptions.Target> targets,
      BuildOutputs outputs,
      boolean quiet) {
    this.session = session;
    this.sources = sources;
    this.targets = targets;
    this.outputs = outputs;
    this.quiet = quiet;
  }

  /**
   * What the arguments ask for.
   *
   * @throws VarveException if they contradict each other; nothing was done
   */
  static BuildSharing of(Arguments arguments, BuildRequest request, Session session) {
    boolean quiet = arguments.flag(BuildOptions.QUIET);
    BuildOutputs outputs = new BuildOutputs(session, request, OutputOptions.of(arguments), quiet);
    List<CacheOptions.Target> targets = CacheOptions.targets(arguments);
    if (hasInline(targets) && !outputs.pushes()) {
      throw new VarveException(
          VarveException.Code.USAGE,
          "build: an inline cache travels with the image, which is not pushed",
          "add --push");
    }
    return new BuildSharing(session, CacheOptions.sources(arguments), targets, outputs, quiet);
  }

  private static boolean hasInline(List<CacheOptions.Target> targets) {
    for (CacheOptions.Target target : targets) {
      if (target.inline()) {
        return true;
      }
    }
    return false;
  }

  /** The names that the build itself gives to its image. */
  List<Reference> tags() {
    return outputs.tags();
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
        note(
            found.isPresent()
                ? "cache " + source.text() + ": " + found.get() + " steps"
                : "cache " + source.text() + ": there is none yet");
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException | VarveException e) {
        session.console().note("warning: cache " + source.text() + " is not used: " + message(e));
      }
    }
  }

  private void note(String text) {
    if (!quiet) {
      session.console().note(text);
    }
  }

  private static String message(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private SharedCaches caches(TransferListener listener) throws IOException {
    return new SharedCaches(
        session.store(),
        session.registries(),
        new Pusher(session.store(), session.registries(), listener));
  }

  /**
   * Makes the outputs and writes the caches.
   *
   * @return the image as the first output has it
   */
  Image give(BuildResult result) throws IOException, InterruptedException {
    try (TransferDisplay display = new TransferDisplay(session.console())) {
      TransferListener listener = quiet ? TransferListener.NONE : display;
      boolean inline = hasInline(targets);
      Image image =
          outputs.make(
              result,
              listener,
              (pusher, made, name) ->
                  inline ? inline(result, pusher, made, name, listener) : Map.of());
      display.erase();
      for (CacheOptions.Target target : targets) {
        if (!target.inline()) {
          write(result, target, listener);
          display.erase();
        }
      }
      return image;
    }
  }

  /** Sends the layers, so that it is known what they are at the registry. */
  private Map<String, String> inline(
      BuildResult result, Pusher pusher, Image image, Reference name, TransferListener listener)
      throws IOException, InterruptedException {
    List<Digest> diffIds = image.config().diffIds();
    List<Descriptor> sent = pusher.sendLayers(name, Pusher.listed(image), PushOptions.DEFAULT);
    Map<Digest, Descriptor> blobs = new HashMap<>();
    for (int i = 0; i < diffIds.size(); i++) {
      Descriptor blob = sent.get(i);
      blobs.put(diffIds.get(i), blob.withMediaType(MediaTypes.toOci(blob.mediaType())));
    }
    return caches(listener).inline(result.keys(), diffIds, blobs);
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
      note("cache " + target.text() + ": wrote " + count + " steps");
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException | VarveException e) {
      if (!target.optional()) {
        throw e;
      }
      session.console().note("warning: cache " + target.text() + " was not written: " + message(e));
    }
  }
}
