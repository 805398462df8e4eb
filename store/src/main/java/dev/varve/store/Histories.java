package dev.varve.store;

import dev.varve.model.Digest;
import dev.varve.model.Json;
import dev.varve.model.JsonException;
import dev.varve.model.JsonFields;
import dev.varve.store.disk.DamagedException;
import dev.varve.store.disk.Disk;
import dev.varve.store.disk.DiskFiles;
import dev.varve.store.disk.Sealed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the last build of each project did: small documents by key, whose content only their writer
 * knows. They explain and estimate; losing one loses nothing else.
 */
public final class Histories {
  private final Disk disk;
  private final Path directory;

  Histories(Disk disk) {
    this.disk = disk;
    this.directory = disk.resolve("history");
  }

  /** The document of a key; a damaged one counts as none. */
  public Optional<Json.Obj> find(String key) throws IOException {
    try {
      return read(path(key));
    } catch (DamagedException e) {
      return Optional.empty();
    }
  }

  /** Replaces the document of a key, atomically. */
  public void put(String key, Json.Obj document) throws IOException {
    Json.Obj json = Json.Obj.EMPTY.with("key", Json.of(key)).with("document", document);
    disk.write(path(key), Sealed.seal(json), false);
  }

  /** Removes the document of a key; false if there is none. */
  public boolean remove(String key) throws IOException {
    return disk.remove(path(key), false);
  }

  static Optional<Json.Obj> read(Path file) throws IOException {
    Optional<byte[]> bytes = DiskFiles.readIfPresent(file, Sealed.MAX_BYTES);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    String what = "build history " + DiskFiles.name(file);
    try {
      JsonFields json = new JsonFields(Sealed.open(bytes.get(), what), "history");
      return json.object("document").map(JsonFields::source);
    } catch (JsonException e) {
      throw new DamagedException(what, String.valueOf(e.getMessage()));
    }
  }

  Path path(String key) {
    return directory.resolve(Digest.sha256Of(key.getBytes(StandardCharsets.UTF_8)).hex());
  }

  Path directory() {
    return directory;
  }
}
