package dev.varve.store;

import dev.varve.model.Digest;
import dev.varve.model.Json;
import dev.varve.model.JsonException;
import dev.varve.model.JsonFields;
import dev.varve.model.Reference;
import dev.varve.store.disk.DamagedException;
import dev.varve.store.disk.Disk;
import dev.varve.store.disk.DiskFiles;
import dev.varve.store.disk.Sealed;
import dev.varve.store.disk.Times;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Names of images: tag to manifest digest, one small file per name. Changes are atomic and on the
 * disk before they return.
 */
public final class Refs {
  private static final int MAX_FILE_NAME = 200;

  private final Disk disk;
  private final Path directory;

  Refs(Disk disk) {
    this.disk = disk;
    this.directory = disk.resolve("refs");
  }

  /**
   * Lets {@code name} mean the image with that manifest. Writes nothing if it already does.
   *
   * @throws IllegalArgumentException if the name has a digest, which nobody may choose
   */
  public void set(Reference name, Digest manifest) throws IOException {
    if (name.digest() != null || name.tag() == null) {
      throw new IllegalArgumentException("not a tag: " + name);
    }
    if (peek(name).filter(manifest::equals).isPresent()) {
      return;
    }
    Json.Obj json =
        Json.Obj.EMPTY
            .with("name", Json.of(name.toString()))
            .with("manifest", Json.of(manifest.toString()))
            .with("set", Times.toJson(disk.clock().instant()));
    disk.write(path(name), Sealed.seal(json), true);
  }

  /**
   * What {@code name} means; a digest in it is not looked at.
   *
   * @throws DamagedException if its file is damaged
   */
  public Optional<Digest> find(Reference name) throws IOException {
    return read(path(name)).map(Entry::manifest);
  }

  /** Removes a name; false if there is none. */
  public boolean remove(Reference name) throws IOException {
    return disk.remove(path(name), true);
  }

  /**
   * All names with what they mean, sorted by their full form.
   *
   * @throws DamagedException if one is damaged
   */
  public Map<Reference, Digest> all() throws IOException {
    return all(true);
  }

  /** As {@link #all}, without those that are damaged. */
  Map<Reference, Digest> readable() throws IOException {
    return all(false);
  }

  private Map<Reference, Digest> all(boolean strict) throws IOException {
    TreeMap<String, Entry> sorted = new TreeMap<>();
    for (Path file : DiskFiles.list(directory)) {
      try {
        read(file).ifPresent(entry -> sorted.put(entry.name().toString(), entry));
      } catch (DamagedException e) {
        if (strict) {
          throw e;
        }
      }
    }
    Map<Reference, Digest> result = new LinkedHashMap<>();
    sorted.values().forEach(entry -> result.put(entry.name(), entry.manifest()));
    return result;
  }

  private Optional<Digest> peek(Reference name) throws IOException {
    try {
      return find(name);
    } catch (DamagedException e) {
      return Optional.empty();
    }
  }

  static Optional<Entry> read(Path file) throws IOException {
    Optional<byte[]> bytes = DiskFiles.readIfPresent(file, Sealed.MAX_BYTES);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    String what = "image name " + DiskFiles.name(file).replace('%', '/');
    try {
      JsonFields json = new JsonFields(Sealed.open(bytes.get(), what), "ref");
      Digest manifest =
          json.digest("manifest")
              .orElseThrow(() -> new DamagedException(what, "it names no manifest"));
      return Optional.of(new Entry(Reference.parse(json.requiredString("name")), manifest));
    } catch (JsonException | IllegalArgumentException e) {
      throw new DamagedException(what, String.valueOf(e.getMessage()));
    }
  }

  /** Readable where a file name may be that long, else by digest. */
  Path path(Reference name) {
    String full = name.registry() + "/" + name.repository() + ":" + name.tag();
    if (full.length() <= MAX_FILE_NAME) {
      return directory.resolve(full.replace('/', '%'));
    }
    return directory.resolve(
        "%" + Digest.sha256Of(full.getBytes(StandardCharsets.ISO_8859_1)).hex());
  }

  Path directory() {
    return directory;
  }

  record Entry(Reference name, Digest manifest) {}
}
