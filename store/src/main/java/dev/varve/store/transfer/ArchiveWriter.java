package dev.varve.store.transfer;

import dev.varve.archive.Bytes;
import dev.varve.archive.EntryPath;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.compress.Compression;
import dev.varve.archive.compress.LayerCompression;
import dev.varve.archive.tar.TarWriter;
import dev.varve.model.Descriptor;
import dev.varve.model.Digest;
import dev.varve.model.Index;
import dev.varve.model.Json;
import dev.varve.model.Manifest;
import dev.varve.model.MediaTypes;
import dev.varve.model.Reference;
import dev.varve.store.CompressedLayer;
import dev.varve.store.Image;
import dev.varve.store.Layer;
import dev.varve.store.Store;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes an image archive: {@code blobs/}, then the documents that say what they are. */
final class ArchiveWriter {
  private static final byte[] OCI_LAYOUT =
      "{\"imageLayoutVersion\": \"1.0.0\"}".getBytes(StandardCharsets.US_ASCII);

  private final Store store;
  private final LayerCompression compression;
  private final Map<String, String> annotations;
  private final TreeMap<Digest, Blob> blobs = new TreeMap<>();
  private final List<Json> dockerManifests = new ArrayList<>();
  private final List<Descriptor> manifests = new ArrayList<>();
  private final TreeMap<String, Json.Obj> repositories = new TreeMap<>();

  ArchiveWriter(Store store, LayerCompression compression) {
    this(store, compression, Map.of());
  }

  /** Adds {@code annotations} to the manifests. */
  ArchiveWriter(Store store, LayerCompression compression, Map<String, String> annotations) {
    this.store = store;
    this.compression = compression;
    this.annotations = annotations;
  }

  /** Bytes of the archive: a document, or a layer's tar, compressed or not. */
  private sealed interface Blob {
    long size();

    record Document(Bytes content) implements Blob {
      @Override
      public long size() {
        return content.length();
      }
    }

    record OfLayer(Layer layer) implements Blob {
      @Override
      public long size() {
        return layer.size();
      }
    }

    record Compressed(CompressedLayer layer) implements Blob {
      @Override
      public long size() {
        return layer.size();
      }
    }
  }

  void write(Selection selection, OutputStream out) throws IOException {
    for (Selection.Selected each : selection.images()) {
      add(each.image(), each.names());
    }
    TarWriter tar = new TarWriter(out);
    tar.add(LayerEntry.directory(EntryPath.of("blobs"), 0755));
    tar.add(LayerEntry.directory(EntryPath.of("blobs/" + Digest.ALGORITHM), 0755));
    for (Map.Entry<Digest, Blob> blob : blobs.entrySet()) {
      writeBlob(tar, blob.getKey(), blob.getValue());
    }
    document(tar, "index.json", new Index(manifests).toBytes());
    document(tar, "manifest.json", new Json.Arr(dockerManifests).toBytes());
    document(tar, "oci-layout", OCI_LAYOUT);
    if (!repositories.isEmpty()) {
      document(tar, "repositories", new Json.Obj(new LinkedHashMap<>(repositories)).toBytes());
    }
    tar.finish();
    out.flush();
  }

  /** Writes a layout's blobs and lists its manifests, each under its names' tags. */
  void write(Selection selection, LayoutDirectory layout) throws IOException {
    for (Selection.Selected each : selection.images()) {
      add(each.image(), each.names());
    }
    layout.create();
    for (Map.Entry<Digest, Blob> blob : blobs.entrySet()) {
      if (!layout.has(blob.getKey())) {
        try (InputStream in = open(blob.getValue())) {
          layout.put(blob.getKey(), in);
        }
      }
    }
    layout.add(manifests);
  }

  private static InputStream open(Blob blob) throws IOException {
    return switch (blob) {
      case Blob.Document(Bytes content) -> new ByteArrayInputStream(content.toArray());
      case Blob.OfLayer(Layer layer) -> TarPipe.of(layer);
      case Blob.Compressed(CompressedLayer layer) -> layer.open(0);
    };
  }

  private void add(Image image, List<Reference> names) throws IOException {
    byte[] config =
        store
            .blobs()
            .readAll(image.configDigest(), Json.MAX_BYTES)
            .orElseThrow(() -> new IOException("blob " + image.configDigest() + " is gone"));
    Descriptor configDescriptor =
        new Descriptor(MediaTypes.OCI_CONFIG, image.configDigest(), config.length);
    List<Descriptor> layers = new ArrayList<>();
    Map<String, Json> sources = new LinkedHashMap<>();
    for (Digest diffId : image.config().diffIds()) {
      Descriptor layer = layer(diffId);
      layers.add(layer);
      sources.put(diffId.toString(), source(layer));
    }
    byte[] manifestBytes =
        new Manifest(MediaTypes.OCI_MANIFEST, configDescriptor, layers, annotations).toBytes();
    blobs.put(image.configDigest(), new Blob.Document(Bytes.of(config)));
    blobs.put(Digest.sha256Of(manifestBytes), new Blob.Document(Bytes.of(manifestBytes)));
    List<Json> paths = new ArrayList<>();
    layers.forEach(layer -> paths.add(Json.of(path(layer.digest()))));
    describe(names, manifestBytes);
    nameLastLayer(names, image);
    dockerManifests.add(
        Json.Obj.EMPTY
            .with("Config", Json.of(path(image.configDigest())))
            .with("RepoTags", tags(names))
            .with("Layers", new Json.Arr(paths))
            .with("LayerSources", new Json.Obj(sources)));
  }

  /** Adds the blob of a layer, which is compressed now if it has to be. */
  private Descriptor layer(Digest diffId) throws IOException {
    Layer layer = store.layers().get(diffId);
    if (compression.format() == Compression.NONE) {
      blobs.put(diffId, new Blob.OfLayer(layer));
      return new Descriptor(MediaTypes.OCI_LAYER, diffId, layer.size());
    }
    CompressedLayer compressed = store.compressed().of(layer, compression);
    blobs.put(compressed.digest(), new Blob.Compressed(compressed));
    return compressed.descriptor();
  }

  /** A descriptor with its fields in the order that Docker gives them here. */
  private static Json source(Descriptor layer) {
    return Json.Obj.EMPTY
        .with("mediaType", Json.of(layer.mediaType()))
        .with("size", Json.Num.of(layer.size()))
        .with("digest", Json.of(layer.digest().toString()));
  }

  private static Json tags(List<Reference> names) {
    List<String> tags = new ArrayList<>();
    names.forEach(name -> tags.add(name.familiar()));
    return tags.isEmpty() ? new Json.Null() : Json.ofStrings(tags);
  }

  /** A descriptor for each name, or one without a name. */
  private void describe(List<Reference> names, byte[] manifest) {
    Descriptor plain =
        new Descriptor(MediaTypes.OCI_MANIFEST, Digest.sha256Of(manifest), manifest.length);
    if (names.isEmpty()) {
      manifests.add(plain);
    }
    for (Reference name : names) {
      manifests.add(
          plain.withAnnotations(
              Map.of(
                  Names.CONTAINERD_NAME,
                  name.toString(),
                  Names.REF_NAME,
                  name.tagName().orElse(""))));
    }
  }

  /** What Docker before 1.10 looked for, and Docker still writes. */
  private void nameLastLayer(List<Reference> names, Image image) {
    if (image.config().diffIds().isEmpty()) {
      return;
    }
    String last = image.config().diffIds().getLast().hex();
    for (Reference name : names) {
      repositories.merge(
          name.familiarRepository(),
          Json.Obj.EMPTY.with(name.tagName().orElse(""), Json.of(last)),
          (known, more) -> known.with(name.tagName().orElse(""), Json.of(last)));
    }
  }

  private static String path(Digest digest) {
    return "blobs/" + Digest.ALGORITHM + "/" + digest.hex();
  }

  private static void document(TarWriter tar, String path, byte[] content) throws IOException {
    tar.add(file(path, content.length), new ByteArrayInputStream(content));
  }

  private static LayerEntry file(String path, long size) {
    return LayerEntry.file(EntryPath.of(path), 0644, size);
  }

  private static void writeBlob(TarWriter tar, Digest digest, Blob blob) throws IOException {
    switch (blob) {
      case Blob.Document document -> document(tar, path(digest), document.content().toArray());
      case Blob.OfLayer of -> {
        try (InputStream in = TarPipe.of(of.layer())) {
          tar.add(file(path(digest), blob.size()), in);
        }
      }
      case Blob.Compressed compressed -> {
        try (InputStream in = compressed.layer().open(0)) {
          tar.add(file(path(digest), blob.size()), in);
        }
      }
    }
  }
}
