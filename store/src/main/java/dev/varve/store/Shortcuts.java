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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Ways to a cache key that spare a look at the files it is about: what is known before them leads
 * to the key that they made. One small file each; a damaged one is none.
 */
final class Shortcuts {
  private final Disk disk;
  private final Path directory;

  Shortcuts(Disk disk) {
    this.disk = disk;
    this.directory = disk.resolve("shortcuts");
  }

  Optional<Digest> find(Digest shortcut) throws IOException {
    return read(path(shortcut), shortcut);
  }

  void put(Digest shortcut, Digest key) throws IOException {
    if (!find(shortcut).equals(Optional.of(key))) {
      Json.Obj json =
          Json.Obj.EMPTY
              .with("shortcut", Json.of(shortcut.toString()))
              .with("key", Json.of(key.toString()));
      disk.write(path(shortcut), Sealed.seal(json), false);
    }
  }

  /** By key. */
  Map<Digest, List<Digest>> all() throws IOException {
    Map<Digest, List<Digest>> found = new HashMap<>();
    for (Path file : DiskFiles.list(directory)) {
      Optional<Digest> shortcut = Digest.tryParseHex(DiskFiles.name(file));
      if (shortcut.isPresent()) {
        read(file, shortcut.get())
            .ifPresent(
                key -> found.computeIfAbsent(key, _ -> new ArrayList<>()).add(shortcut.get()));
      }
    }
    return found;
  }

  /** Removes those whose keys nobody needs, and damaged ones. */
  void clean(Predicate<Digest> needed) throws IOException {
    for (Path file : DiskFiles.list(directory)) {
      Optional<Digest> shortcut = Digest.tryParseHex(DiskFiles.name(file));
      Optional<Digest> key = shortcut.isEmpty() ? shortcut : read(file, shortcut.get());
      if (key.isEmpty() || !needed.test(key.get())) {
        disk.remove(file, false);
      }
    }
  }

  private static Optional<Digest> read(Path file, Digest shortcut) throws IOException {
    Optional<byte[]> bytes = DiskFiles.readIfPresent(file, Sealed.MAX_BYTES);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    try {
      JsonFields json = new JsonFields(Sealed.open(bytes.get(), "shortcut"), "shortcut");
      return json.digest("shortcut").equals(Optional.of(shortcut))
          ? json.digest("key")
          : Optional.empty();
    } catch (DamagedException | JsonException e) {
      return Optional.empty();
    }
  }

  private Path path(Digest shortcut) {
    return directory.resolve(shortcut.hex());
  }
}
