package dev.varve.store.transfer;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.Bytes;
import dev.varve.archive.EntryPath;
import dev.varve.archive.Limits;
import dev.varve.archive.compress.Compression;
import dev.varve.model.Digest;
import dev.varve.model.ImageConfig;
import dev.varve.model.Json;
import dev.varve.model.JsonException;
import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.store.Image;
import dev.varve.store.Layer;
import dev.varve.store.Store;
import dev.varve.store.disk.DamagedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stores the images of an archive, whichever kind it is. */
final class ArchiveReader {
  private final Store store;
  private final ArchiveFiles files;

  ArchiveReader(Store store, ArchiveFiles files) {
    this.store = store;
    this.files = files;
  }

  /**
   * An image of the archive, not yet in the store.
   *
   * @param manifest as the archive has it; null if it has none
   * @param layers its layers' files, compressed or not, bottom first
   */
  record Found(
      @Nullable Bytes manifest,
      Bytes config,
      List<ArchiveFiles.Spooled> layers,
      List<Reference> names) {}

  List<LoadedImage> load() throws IOException {
    List<Found> found = find();
    for (Found image : found) {
      storeLayers(image);
    }
    // Only now, when all of them are known to be good, does any of them appear.
    List<LoadedImage> loaded = new ArrayList<>();
    for (Found image : found) {
      Bytes manifest = image.manifest();
      byte[] config = image.config().toArray();
      Image stored =
          manifest == null
              ? store.images().create(config)
              : store.images().add(manifest.toArray(), config);
      for (Reference name : image.names()) {
        store.images().tag(stored, name);
      }
      loaded.add(new LoadedImage(stored, image.names()));
    }
    return loaded;
  }

  private List<Found> find() throws IOException {
    try {
      if (files.has("manifest.json")) {
        return new DockerArchive(files).images();
      }
      if (files.has("index.json")) {
        return new LayoutArchive(files).images();
      }
    } catch (JsonException e) {
      throw new VarveException(
          VarveException.Code.CORRUPT, "the image archive is damaged: " + e.getMessage(), null, e);
    }
    if (files.has("repositories")) {
      throw new VarveException(
          VarveException.Code.UNSUPPORTED,
          "the archive is of a Docker before 1.10",
          "load it into a newer Docker and save it again");
    }
    throw new VarveException(
        VarveException.Code.CORRUPT,
        "this is no image archive: it has neither manifest.json nor index.json",
        "for the tar of a root file system use 'varve import'");
  }

  private void storeLayers(Found image) throws IOException {
    List<Digest> diffIds = config(image.config().toArray()).diffIds();
    if (diffIds.size() != image.layers().size()) {
      throw new DamagedException(
          "the image archive",
          "a config names " + diffIds.size() + " layers of " + image.layers().size());
    }
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < diffIds.size(); i++) {
      Optional<Layer> there = store.layers().findHere(diffIds.get(i));
      layers.add(
          there.isPresent() ? there.get() : storeLayer(image.layers().get(i), diffIds.get(i)));
    }
    store.layers().checkStack(layers);
  }

  private Layer storeLayer(ArchiveFiles.Spooled file, Digest diffId) throws IOException {
    if (!Files.exists(file.path())) {
      // It was plain, and moved into the store as what its digest says.
      throw new DamagedException(
          "layer " + diffId, "the archive has layer " + file.digest() + " in its place");
    }
    if (file.digest().equals(diffId)) {
      return store.layers().importFile(file.path(), diffId);
    }
    try (InputStream in =
        Compression.decompressed(Files.newInputStream(file.path()), Limits.DEFAULT)) {
      return store.layers().importTar(in, diffId);
    }
  }

  private static ImageConfig config(byte[] config) {
    try {
      return ImageConfig.parse(config);
    } catch (JsonException e) {
      throw new DamagedException("the image archive", String.valueOf(e.getMessage()));
    }
  }

  /** Reads a document of the archive. */
  static byte[] document(ArchiveFiles files, String name) throws IOException {
    return document(
        files
            .find(EntryPath.of(name))
            .orElseThrow(() -> new ArchiveException("'" + name + "' is missing")),
        name);
  }

  static byte[] document(ArchiveFiles.Spooled file, String what) throws IOException {
    if (file.size() > Json.MAX_BYTES) {
      throw new ArchiveException("'" + what + "' is too long: " + file.size() + " bytes");
    }
    return Files.readAllBytes(file.path());
  }
}
