package dev.varve.registry.transfer;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.Bytes;
import dev.varve.model.Descriptor;
import dev.varve.model.Digest;
import dev.varve.model.ImageConfig;
import dev.varve.model.Index;
import dev.varve.model.JsonException;
import dev.varve.model.Manifest;
import dev.varve.model.MediaTypes;
import dev.varve.model.Platform;
import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.registry.client.FetchedManifest;
import dev.varve.registry.client.Registries;
import dev.varve.registry.client.RegistryFailure;
import dev.varve.registry.client.Repository;
import dev.varve.registry.http.Redacted;
import dev.varve.registry.transfer.TransferListener.Stage;
import dev.varve.store.Image;
import dev.varve.store.Layer;
import dev.varve.store.Origins;
import dev.varve.store.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Brings images from registries into the store. */
public final class Puller {
  /** Index in index; nobody needs more than two. */
  private static final int MOST_NESTING = 8;

  private final Store store;
  private final Registries registries;
  private final TransferListener listener;

  public Puller(Store store, Registries registries, TransferListener listener) {
    this.store = store;
    this.registries = registries;
    this.listener = listener;
  }

  /** How much of an image is wanted. */
  public enum Extent {
    /** Everything. */
    ALL,
    /** What it is, without its layers: they come when they are needed ({@link LayerFetch}). */
    CONFIG
  }

  /**
   * Pulls what a name means at its registry, or at a mirror of it. The image and its name appear
   * when everything that is wanted is there, or not at all; layers that are there stay for the next
   * attempt.
   *
   * @param platform which image of an index is wanted; an image that is no part of one may be for
   *     any
   * @throws VarveException if there is no such image, it may not be had, or it is damaged
   */
  public Pulled pull(Reference name, Platform platform, Extent extent)
      throws IOException, InterruptedException {
    Exception failure = null;
    for (Repository repository : registries.forPull(name)) {
      try {
        return pull(repository, name, platform, extent);
      } catch (java.io.InterruptedIOException e) {
        throw e;
      } catch (IOException | VarveException e) {
        // The last is the registry itself, which knows best.
        failure = e;
      }
    }
    if (failure instanceof VarveException known) {
      throw known;
    }
    String why =
        failure == null ? "no registry is configured for it" : RegistryFailure.explained(failure);
    throw new VarveException(
        VarveException.Code.ENVIRONMENT,
        "cannot pull " + name.familiar() + ": " + why,
        null,
        failure);
  }

  private Pulled pull(Repository from, Reference name, Platform platform, Extent extent)
      throws IOException, InterruptedException {
    String wanted = name.pinned().map(Digest::toString).or(name::tagName).orElse("latest");
    FetchedManifest top = from.manifest(wanted).orElseThrow(() -> absent(name, from));
    try {
      FetchedManifest chosen = chosen(from, name, top, platform, 0, new HashSet<>());
      Manifest manifest = Manifest.parse(chosen.bytes().toArray());
      byte[] config = from.document(manifest.config());
      ImageConfig parsed = ImageConfig.parse(config);
      note(name, manifest, parsed);
      if (extent == Extent.ALL) {
        fetchLayers(parsed, manifest);
      }
      return stored(name, platform, top, chosen.bytes(), config);
    } catch (JsonException e) {
      throw new VarveException(
          VarveException.Code.CORRUPT,
          name.familiar() + " is no image: " + Redacted.text(e.getMessage()));
    }
  }

  private static VarveException absent(Reference name, Repository from) {
    return new VarveException(
        VarveException.Code.NOT_FOUND,
        "there is no image " + name.familiar() + " in " + from,
        "is the name right? If it is private, log in: varve login " + from.endpoint().registry());
  }

  private FetchedManifest chosen(
      Repository from,
      Reference name,
      FetchedManifest at,
      Platform platform,
      int depth,
      Set<Digest> seen)
      throws IOException, InterruptedException, JsonException {
    if (MediaTypes.isManifest(at.mediaType())) {
      return at;
    }
    if (depth == MOST_NESTING || !seen.add(at.digest())) {
      throw new JsonException("too many indexes in indexes");
    }
    Index index = Index.parse(at.bytes().toArray());
    Optional<Descriptor> found = PlatformChoice.of(index, platform);
    if (found.isEmpty()) {
      List<String> others = PlatformChoice.platforms(index);
      throw new VarveException(
          VarveException.Code.NOT_FOUND,
          "there is no image "
              + name.familiar()
              + " for "
              + platform
              + (others.isEmpty() ? "" : ", only for " + Redacted.text(String.join(", ", others))));
    }
    Descriptor next = found.get();
    FetchedManifest manifest =
        from.manifest(next.digest().toString())
            .orElseThrow(
                () ->
                    absent(
                        new Reference(name.registry(), name.repository(), null, next.digest()),
                        from));
    if (!manifest.mediaType().equals(next.mediaType())
        || manifest.bytes().length() != next.size()) {
      throw new JsonException("manifest " + next.digest() + " is not what its index says");
    }
    return chosen(from, name, manifest, platform, depth + 1, seen);
  }

  /** Remembers where its layers are. */
  private void note(Reference name, Manifest manifest, ImageConfig config)
      throws IOException, JsonException {
    List<Digest> diffIds = config.diffIds();
    if (diffIds.size() != manifest.layers().size()) {
      throw new JsonException(
          "its config names " + diffIds.size() + " layers of " + manifest.layers().size());
    }
    for (int i = 0; i < diffIds.size(); i++) {
      Descriptor blob = manifest.layers().get(i);
      if (!MediaTypes.isLayer(blob.mediaType())) {
        throw new JsonException("'" + blob.mediaType() + "' is no media type of a layer");
      }
      store
          .origins()
          .add(
              Origins.Known.at(
                  diffIds.get(i), new Origins.Place(name.registry(), name.repository(), blob)));
    }
  }

  private void fetchLayers(ImageConfig config, Manifest manifest) throws IOException {
    List<Origins.Known> wanted = new ArrayList<>();
    for (int i = 0; i < config.diffIds().size(); i++) {
      Digest diffId = config.diffIds().get(i);
      Descriptor blob = manifest.layers().get(i);
      if (store.layers().findHere(diffId).isPresent()) {
        listener.on(blob.digest(), Stage.PRESENT, blob.size(), blob.size());
      } else {
        wanted.add(store.origins().find(diffId).orElseThrow());
      }
    }
    new LayerFetch(store, registries, listener).fetch(wanted);
    List<Layer> stack = new ArrayList<>();
    for (Digest diffId : config.diffIds()) {
      stack.add(store.layers().get(diffId));
    }
    try {
      store.layers().checkStack(stack);
    } catch (ArchiveException e) {
      throw new JsonException(String.valueOf(e.getMessage()));
    }
  }

  private Pulled stored(
      Reference name, Platform platform, FetchedManifest top, Bytes manifest, byte[] config)
      throws IOException {
    Image image = store.images().add(manifest.toArray(), config);
    if (MediaTypes.isIndex(top.mediaType())) {
      store.indexes().put(top.digest(), platform, image.manifestDigest());
    }
    boolean changed = true;
    if (name.tag() != null) {
      Reference tag = new Reference(name.registry(), name.repository(), name.tag(), null);
      Optional<Digest> before = store.refs().find(tag);
      changed = !before.equals(Optional.of(image.manifestDigest()));
      if (name.digest() == null) {
        store.images().tag(image, tag);
      }
    }
    return new Pulled(image, top.digest(), changed);
  }
}
