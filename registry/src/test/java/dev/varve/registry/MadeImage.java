package dev.varve.registry;

import dev.varve.archive.EntryPath;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.tar.TarWriter;
import dev.varve.model.Descriptor;
import dev.varve.model.Digest;
import dev.varve.model.ImageConfig;
import dev.varve.model.Manifest;
import dev.varve.model.MediaTypes;
import dev.varve.model.Platform;
import dev.varve.store.Image;
import dev.varve.store.Layer;
import dev.varve.store.Store;
import dev.varve.testkit.registry.FaultServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** An image as registries have it, with a file of random bytes in each layer. */
public final class MadeImage {
  public static final Platform PLATFORM = new Platform("linux", "amd64");

  private final byte[] manifest;
  private final byte[] config;
  private final List<byte[]> tars;
  private final List<byte[]> blobs;

  private MadeImage(byte[] manifest, byte[] config, List<byte[]> tars, List<byte[]> blobs) {
    this.manifest = manifest;
    this.config = config;
    this.tars = tars;
    this.blobs = blobs;
  }

  /** With layers of about these sizes, compressed. */
  public static MadeImage compressed(int... sizes) throws IOException {
    return made(true, sizes);
  }

  /** With layers of about these sizes, as plain tars. */
  public static MadeImage plain(int... sizes) throws IOException {
    return made(false, sizes);
  }

  private static MadeImage made(boolean compressed, int... sizes) throws IOException {
    ImageConfig config = ImageConfig.scratch(PLATFORM);
    List<byte[]> tars = new ArrayList<>();
    List<byte[]> blobs = new ArrayList<>();
    List<Descriptor> listed = new ArrayList<>();
    for (int size : sizes) {
      byte[] tar = tar("file-" + tars.size(), size);
      byte[] blob = compressed ? gzip(tar) : tar;
      tars.add(tar);
      blobs.add(blob);
      config = config.withLayer(Digest.sha256Of(tar));
      listed.add(
          new Descriptor(
              compressed ? MediaTypes.OCI_LAYER_GZIP : MediaTypes.OCI_LAYER,
              Digest.sha256Of(blob),
              blob.length));
    }
    byte[] document = config.toBytes();
    Descriptor descriptor =
        new Descriptor(MediaTypes.OCI_CONFIG, Digest.sha256Of(document), document.length);
    return new MadeImage(new Manifest(descriptor, listed).toBytes(), document, tars, blobs);
  }

  /** A tar with one file of random bytes. */
  public static byte[] tar(String name, int size) throws IOException {
    byte[] content = new byte[size];
    new Random(name.hashCode() + (long) size).nextBytes(content);
    ByteArrayOutputStream out = new ByteArrayOutputStream(size + 4096);
    TarWriter tar = new TarWriter(out);
    tar.add(LayerEntry.file(EntryPath.of(name), 0644, size), new ByteArrayInputStream(content));
    tar.finish();
    return out.toByteArray();
  }

  public static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }

  public byte[] manifest() {
    return manifest.clone();
  }

  public byte[] config() {
    return config.clone();
  }

  /** The layers, as they are listed in the manifest. */
  public List<byte[]> blobs() {
    return List.copyOf(blobs);
  }

  public Digest diffId(int layer) {
    return Digest.sha256Of(tars.get(layer));
  }

  /** The digest of a layer's blob. */
  public Digest blob(int layer) {
    return Digest.sha256Of(blobs.get(layer));
  }

  public Digest digest() {
    return Digest.sha256Of(manifest);
  }

  /** Puts it, with all its blobs, into a repository of a server. */
  public void into(FaultServer server, String repository, String... tags) {
    blobs.forEach(blob -> server.registry().addBlob(repository, blob));
    server.registry().addBlob(repository, config);
    server.registry().addManifest(repository, MediaTypes.OCI_MANIFEST, manifest, tags);
  }

  /** An image that a build has made: its layers are not compressed yet. */
  public static Image built(Store store, int... sizes) throws IOException {
    ImageConfig config = ImageConfig.scratch(PLATFORM);
    int number = 0;
    for (int size : sizes) {
      Layer layer =
          store.layers().importTar(new ByteArrayInputStream(tar("built-" + number++, size)));
      config = config.withLayer(layer.diffId());
    }
    return store.images().create(config);
  }
}
