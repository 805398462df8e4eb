package dev.varve.store;

import dev.varve.model.Digest;
import dev.varve.model.Json;
import dev.varve.model.JsonException;
import dev.varve.model.JsonFields;
import dev.varve.model.Manifest;
import dev.varve.store.disk.DamagedException;
import dev.varve.store.disk.Disk;
import dev.varve.store.disk.DiskFiles;
import dev.varve.store.disk.Sealed;
import dev.varve.store.disk.Times;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files {@code images/<manifest>}: each makes a manifest an image of the store. */
final class ImageEntries {
  private final Disk disk;
  private final Blobs blobs;
  private final Path directory;

  ImageEntries(Disk disk, Blobs blobs) {
    this.disk = disk;
    this.blobs = blobs;
    this.directory = disk.resolve("images");
  }

  /** What the store says about a manifest, if it is that of an image. */
  Optional<Entry> find(Digest manifest) throws IOException {
    Path file = path(manifest);
    try {
      return read(file);
    } catch (DamagedException e) {
      return Optional.of(rebuilt(manifest, file, e));
    }
  }

  /** A damaged file says no more than its name and the manifest do. */
  private Entry rebuilt(Digest manifest, Path file, DamagedException damage) throws IOException {
    Optional<byte[]> document = blobs.readAll(manifest, Json.MAX_BYTES);
    if (document.isEmpty()) {
      throw damage;
    }
    try {
      Digest config = Manifest.parse(document.get()).config().digest();
      Entry entry = new Entry(manifest, config, Files.getLastModifiedTime(file).toInstant());
      put(entry);
      return entry;
    } catch (JsonException e) {
      throw damage;
    }
  }

  void put(Entry entry) throws IOException {
    Json.Obj json =
        Json.Obj.EMPTY
            .with("manifest", Json.of(entry.manifest().toString()))
            .with("config", Json.of(entry.config().toString()))
            .with("added", Times.toJson(entry.added()));
    disk.write(path(entry.manifest()), Sealed.seal(json), true);
  }

  /** Makes an image none; its blobs and layers stay until they are reclaimed. */
  void forget(Digest manifest) throws IOException {
    disk.remove(path(manifest), true);
  }

  /** What is known of each image, in no particular order; of damaged ones nothing is. */
  List<Entry> all() throws IOException {
    List<Entry> found = new ArrayList<>();
    for (Path file : DiskFiles.list(directory)) {
      Optional<Digest> manifest = Digest.tryParseHex(DiskFiles.name(file));
      try {
        if (manifest.isPresent()) {
          find(manifest.get()).ifPresent(found::add);
        }
      } catch (DamagedException e) {
        // 'verify' tells about it
      }
    }
    return found;
  }

  static Optional<Entry> read(Path file) throws IOException {
    Optional<byte[]> bytes = DiskFiles.readIfPresent(file, Sealed.MAX_BYTES);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    String what = "image " + DiskFiles.name(file);
    try {
      JsonFields json = new JsonFields(Sealed.open(bytes.get(), what), "image");
      return Optional.of(
          new Entry(
              Digest.parse(json.requiredString("manifest")),
              Digest.parse(json.requiredString("config")),
              Times.of(json, "added")));
    } catch (JsonException | IllegalArgumentException e) {
      throw new DamagedException(what, String.valueOf(e.getMessage()));
    }
  }

  boolean exists(Digest manifest) {
    return Files.exists(path(manifest));
  }

  Path path(Digest manifest) {
    return directory.resolve(manifest.hex());
  }

  Path directory() {
    return directory;
  }

  /** One file in {@code images/}. */
  record Entry(Digest manifest, Digest config, Instant added) {}
}
