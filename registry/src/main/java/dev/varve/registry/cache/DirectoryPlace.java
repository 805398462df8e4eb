package dev.varve.registry.cache;

import dev.varve.archive.Bytes;
import dev.varve.archive.compress.Compression;
import dev.varve.model.Descriptor;
import dev.varve.model.Digest;
import dev.varve.model.Manifest;
import dev.varve.model.MediaTypes;
import dev.varve.registry.transfer.PushOptions;
import dev.varve.registry.transfer.Pusher;
import dev.varve.store.CompressedLayer;
import dev.varve.store.Layer;
import dev.varve.store.Origins;
import dev.varve.store.Store;
import dev.varve.store.transfer.LayoutDirectory;
import dev.varve.store.transfer.TarPipe;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A cache in a directory of this machine, an OCI image layout. */
final class DirectoryPlace implements CachePlace {
  private final Store store;
  private final LayoutDirectory layout;
  private final String tag;

  DirectoryPlace(Store store, Path directory, String tag) {
    this.store = store;
    this.layout = new LayoutDirectory(directory);
    this.tag = tag;
  }

  @Override
  public Optional<Bytes> read() throws IOException {
    if (!layout.exists()) {
      return Optional.empty();
    }
    Optional<Descriptor> tagged =
        Digest.tryParse(tag).isPresent()
            ? layout.index().manifests().stream()
                .filter(each -> each.digest().toString().equals(tag))
                .findFirst()
            : layout.tagged(tag);
    if (tagged.isEmpty()) {
      return Optional.empty();
    }
    Manifest manifest = Manifest.parse(layout.document(tagged.get()));
    return manifest.config().mediaType().equals(CacheDocument.MEDIA_TYPE)
        ? Optional.of(Bytes.of(layout.document(manifest.config())))
        : Optional.empty();
  }

  @Override
  public Origins.Place place(Descriptor blob) {
    return Origins.Place.inDirectory(layout.path(), blob);
  }

  @Override
  public Map<Digest, Descriptor> writeLayers(List<Pusher.Listed> layers, PushOptions options)
      throws IOException {
    layout.create();
    Map<Digest, Descriptor> blobs = new HashMap<>();
    for (Pusher.Listed each : layers) {
      Optional<Descriptor> there = alreadyThere(each.diffId());
      if (there.isPresent() && !options.force()) {
        blobs.put(each.diffId(), there.get());
      } else {
        blobs.put(each.diffId(), written(store.layers().get(each.diffId()), options));
      }
    }
    return blobs;
  }

  /** A layer that came from this directory need not be brought here to be put back. */
  private Optional<Descriptor> alreadyThere(Digest diffId) throws IOException {
    Optional<Origins.Known> known = store.origins().find(diffId);
    if (known.isEmpty() || store.layers().findHere(diffId).isPresent()) {
      return Optional.empty();
    }
    return known.get().places().stream()
        .filter(place -> place.equals(place(place.blob())) && layout.has(place.blob().digest()))
        .map(Origins.Place::blob)
        .findFirst();
  }

  private Descriptor written(Layer layer, PushOptions options) throws IOException {
    if (options.compression().format() == Compression.NONE) {
      Descriptor blob = new Descriptor(MediaTypes.OCI_LAYER, layer.diffId(), layer.size());
      if (!layout.has(blob.digest())) {
        try (InputStream in = TarPipe.of(layer)) {
          layout.put(blob.digest(), in);
        }
      }
      return blob;
    }
    CompressedLayer compressed = store.compressed().of(layer, options.compression());
    if (!layout.has(compressed.digest())) {
      try (InputStream in = compressed.open(0)) {
        layout.put(compressed.digest(), in);
      }
    }
    return compressed.descriptor();
  }

  @Override
  public void write(byte[] document, List<Descriptor> layers) throws IOException {
    layout.create();
    layout.put(document);
    Descriptor config =
        new Descriptor(CacheDocument.MEDIA_TYPE, Digest.sha256Of(document), document.length);
    byte[] manifest = new Manifest(config, layers).toBytes();
    layout.put(manifest);
    layout.tag(
        tag, new Descriptor(MediaTypes.OCI_MANIFEST, Digest.sha256Of(manifest), manifest.length));
  }
}
