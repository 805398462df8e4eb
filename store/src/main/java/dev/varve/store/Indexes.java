package dev.varve.store;

import dev.varve.model.Digest;
import dev.varve.model.Json;
import dev.varve.model.JsonException;
import dev.varve.model.JsonFields;
import dev.varve.model.Platform;
import dev.varve.store.disk.DamagedException;
import dev.varve.store.disk.Disk;
import dev.varve.store.disk.DiskFiles;
import dev.varve.store.disk.Sealed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which images an image index led to: names are pinned to indexes more often than to the image that
 * one machine wants of them. Damaged notes are none; the index can be asked for again.
 */
public final class Indexes {
  private final Disk disk;
  private final Path directory;

  Indexes(Disk disk) {
    this.disk = disk;
    this.directory = disk.resolve("indexes");
  }

  /** Remembers which manifest an index has for a platform. */
  public void put(Digest index, Platform platform, Digest manifest) throws IOException {
    Map<String, Digest> all = read(index);
    if (!manifest.equals(all.put(platform.toString(), manifest))) {
      Map<String, Json> members = new LinkedHashMap<>();
      all.forEach((name, digest) -> members.put(name, Json.of(digest.toString())));
      Json.Obj json =
          Json.Obj.EMPTY
              .with("index", Json.of(index.toString()))
              .with("manifests", new Json.Obj(members));
      disk.write(path(index), Sealed.seal(json), false);
    }
  }

  /** The manifest that an index has for a platform, if that was noted. */
  public Optional<Digest> find(Digest index, Platform platform) throws IOException {
    return Optional.ofNullable(read(index).get(platform.toString()));
  }

  /** The manifests that were noted for an index. */
  Iterable<Digest> manifests(Digest index) throws IOException {
    return read(index).values();
  }

  private Map<String, Digest> read(Digest index) throws IOException {
    Map<String, Digest> found = new LinkedHashMap<>();
    Optional<byte[]> file = DiskFiles.readIfPresent(path(index), Sealed.MAX_BYTES);
    if (file.isEmpty()) {
      return found;
    }
    try {
      JsonFields json = new JsonFields(Sealed.open(file.get(), "index " + index), "index");
      if (json.digest("index").equals(Optional.of(index))) {
        for (Map.Entry<String, String> each : json.stringMap("manifests").entrySet()) {
          Digest.tryParse(each.getValue()).ifPresent(digest -> found.put(each.getKey(), digest));
        }
      }
    } catch (DamagedException | JsonException e) {
      found.clear();
    }
    return found;
  }

  /** Removes the notes whose images are all gone. */
  void clean(Images images) throws IOException {
    for (Path file : DiskFiles.list(directory)) {
      Optional<Digest> index = Digest.tryParseHex(DiskFiles.name(file));
      boolean used = false;
      if (index.isPresent()) {
        for (Digest manifest : manifests(index.get())) {
          used |= images.entries().exists(manifest);
        }
      }
      if (!used) {
        disk.remove(file, false);
      }
    }
  }

  private Path path(Digest index) {
    return directory.resolve(index.hex());
  }
}
