package dev.varve.store;

import dev.varve.linux.Errno;
import dev.varve.linux.ErrnoException;
import dev.varve.linux.FileLocks;
import dev.varve.model.Digest;
import dev.varve.model.Json;
import dev.varve.model.JsonException;
import dev.varve.model.JsonFields;
import dev.varve.store.disk.DamagedException;
import dev.varve.store.disk.Disk;
import dev.varve.store.disk.DiskFiles;
import dev.varve.store.disk.Sealed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which images and layers containers stand on. Each container has a directory {@code
 * containers/<id>/}; its use is the file {@code uses} in it and goes with it, and it is running as
 * long as somebody holds the lock on the file {@code lock} in it.
 */
public final class ContainerUses {
  private static final String FILE = "uses";
  private static final String LOCK = "lock";

  private final Disk disk;
  private final Path directory;

  ContainerUses(Disk disk) {
    this.disk = disk;
    this.directory = disk.resolve("containers");
  }

  /** Where containers live. */
  public Path directory() {
    return directory;
  }

  /** Where one container lives; the directory need not exist. */
  public Path directory(String id) {
    return directory.resolve(id);
  }

  /** The file to lock as long as a container runs. */
  public Path lockFile(String id) {
    return directory(id).resolve(LOCK);
  }

  /**
   * Records what a container stands on. To be written before anything relies on it; the layers have
   * to be leased, as those are that were found or made through this store.
   */
  public void put(ContainerUse use) throws IOException {
    List<Json> layers = new ArrayList<>();
    use.layers().forEach(layer -> layers.add(Json.of(layer.toString())));
    Json.Obj json =
        Json.Obj.EMPTY
            .with("id", Json.of(use.id()))
            .with("name", Json.of(use.name()))
            .with("image", Json.of(use.image().toString()))
            .with("layers", new Json.Arr(layers));
    disk.write(directory(use.id()).resolve(FILE), Sealed.seal(json), true);
  }

  /**
   * All uses, sorted by the containers' ids. A damaged one is an error: it may protect anything.
   */
  public List<ContainerUse> all() throws IOException {
    List<ContainerUse> found = new ArrayList<>();
    List<Path> directories = new ArrayList<>(DiskFiles.list(directory));
    directories.sort(null);
    for (Path each : directories) {
      read(each).ifPresent(found::add);
    }
    return found;
  }

  /** Whether the container is running now. */
  public boolean isRunning(String id) throws IOException {
    Path file = lockFile(id);
    if (!Files.exists(file)) {
      return false;
    }
    try {
      Optional<FileLocks.Lock> free = FileLocks.tryLock(file, FileLocks.Mode.SHARED);
      free.ifPresent(FileLocks.Lock::close);
      return free.isEmpty();
    } catch (ErrnoException e) {
      if (e.is(Errno.ENOENT)) {
        return false; // it was removed this moment
      }
      throw e;
    }
  }

  static Optional<ContainerUse> read(Path container) throws IOException {
    Optional<byte[]> bytes = DiskFiles.readIfPresent(container.resolve(FILE), Sealed.MAX_BYTES);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    String what = "container " + DiskFiles.name(container);
    try {
      JsonFields json = new JsonFields(Sealed.open(bytes.get(), what), "container use");
      List<Digest> layers = new ArrayList<>();
      for (String layer : json.strings("layers")) {
        layers.add(Digest.parse(layer));
      }
      Digest image =
          json.digest("image").orElseThrow(() -> new DamagedException(what, "it has no image"));
      return Optional.of(
          new ContainerUse(json.requiredString("id"), json.requiredString("name"), image, layers));
    } catch (JsonException | IllegalArgumentException e) {
      throw new DamagedException(what, String.valueOf(e.getMessage()));
    }
  }
}
