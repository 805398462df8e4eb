package dev.varve.registry.cache;

import dev.varve.archive.Bytes;
import dev.varve.model.Descriptor;
import dev.varve.model.Digest;
import dev.varve.model.Index;
import dev.varve.model.Json;
import dev.varve.model.JsonException;
import dev.varve.model.Manifest;
import dev.varve.model.MediaTypes;
import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.registry.client.FetchedManifest;
import dev.varve.registry.client.Registries;
import dev.varve.registry.client.Repository;
import dev.varve.registry.transfer.PushOptions;
import dev.varve.registry.transfer.Pusher;
import dev.varve.store.Origins;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A cache under a name in a registry: as a manifest of its own, whose layers keep the registry from
 * removing the blobs; or in the annotations of an image.
 */
final class RegistryPlace implements CachePlace {
  /** Of an index; nobody builds for more platforms. */
  private static final int MOST_IMAGES = 64;

  private final Registries registries;
  private final Pusher pusher;
  private final Reference name;

  RegistryPlace(Registries registries, Pusher pusher, Reference name) {
    this.registries = registries;
    this.pusher = pusher;
    this.name = name;
  }

  @Override
  public Optional<Bytes> read() throws IOException, InterruptedException {
    IOException unread = null;
    VarveException refused = null;
    for (Repository repository : registries.forPull(name)) {
      try {
        Optional<FetchedManifest> found = repository.manifest(reference());
        if (found.isPresent()) {
          return document(repository, found.get());
        }
        unread = null;
        refused = null;
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        unread = e;
        refused = null;
      } catch (VarveException e) {
        unread = null;
        refused = e;
      }
    }
    // The last is the registry itself, which knows best.
    if (refused != null) {
      throw refused;
    }
    if (unread != null) {
      throw unread;
    }
    return Optional.empty();
  }

  private String reference() {
    return name.pinned().map(Digest::toString).or(name::tagName).orElse("latest");
  }

  private static Optional<Bytes> document(Repository repository, FetchedManifest found)
      throws IOException, InterruptedException {
    if (MediaTypes.isIndex(found.mediaType())) {
      return ofIndex(repository, Index.parse(found.bytes().toArray()));
    }
    Manifest manifest = Manifest.parse(found.bytes().toArray());
    if (manifest.config().mediaType().equals(CacheDocument.MEDIA_TYPE)) {
      return Optional.of(Bytes.of(repository.document(manifest.config())));
    }
    String inline = manifest.annotations().get(CacheDocument.ANNOTATION);
    if (inline == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Bytes.of(Base64.getDecoder().decode(inline)));
    } catch (IllegalArgumentException e) {
      throw new JsonException("cache: its annotation is no base 64");
    }
  }

  /** An image for several platforms: the first that has a cache in it. */
  private static Optional<Bytes> ofIndex(Repository repository, Index index)
      throws IOException, InterruptedException {
    int asked = 0;
    for (Descriptor each : index.manifests()) {
      if (MediaTypes.isManifest(each.mediaType()) && asked++ < MOST_IMAGES) {
        Optional<FetchedManifest> image = repository.manifest(each.digest().toString());
        if (image.isPresent() && MediaTypes.isManifest(image.get().mediaType())) {
          Optional<Bytes> document = document(repository, image.get());
          if (document.isPresent()) {
            return document;
          }
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public Origins.Place place(Descriptor blob) {
    return new Origins.Place(name.registry(), name.repository(), blob);
  }

  @Override
  public Map<Digest, Descriptor> writeLayers(List<Pusher.Listed> layers, PushOptions options)
      throws IOException, InterruptedException {
    List<Descriptor> sent = pusher.sendLayers(name, layers, options);
    Map<Digest, Descriptor> blobs = new HashMap<>();
    for (int i = 0; i < layers.size(); i++) {
      blobs.put(layers.get(i).diffId(), sent.get(i));
    }
    return blobs;
  }

  @Override
  public void write(byte[] document, List<Descriptor> layers)
      throws IOException, InterruptedException {
    Repository to = registries.forPush(name);
    Descriptor config =
        new Descriptor(CacheDocument.MEDIA_TYPE, Digest.sha256Of(document), document.length);
    Pusher.sendDocument(to, config, document);
    Manifest manifest = new Manifest(config, layers);
    byte[] bytes = manifest.toBytes();
    if (bytes.length > Json.MAX_BYTES) {
      throw new JsonException("cache: too many layers for a manifest");
    }
    to.putManifest(reference(), manifest.mediaType(), bytes);
  }
}
