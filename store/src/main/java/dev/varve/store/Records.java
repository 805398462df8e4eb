package dev.varve.store;

import dev.varve.model.Digest;
import dev.varve.model.Json;
import dev.varve.model.JsonException;
import dev.varve.model.JsonFields;
import dev.varve.store.disk.DamagedException;
import dev.varve.store.disk.Disk;
import dev.varve.store.disk.DiskFiles;
import dev.varve.store.disk.Sealed;
import dev.varve.store.files.FileList;
import dev.varve.store.files.FileLists;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The build cache: what each cache key led to, one small file per key.
 *
 * <p>Putting is atomic, and the last of two puts of a key wins. A damaged record is no record: the
 * step runs again and replaces it. A record says nothing about whether its layer is still there.
 */
public final class Records {
  /** How stale the remembered time of the last use may get, to spare a write for each hit. */
  private static final Duration TOUCH_AFTER = Duration.ofHours(12);

  private final Disk disk;
  private final Path directory;
  private final Path outcomes;
  private final FileLists lists;
  private final Shortcuts shortcuts;

  Records(Disk disk) {
    this.lists = new FileLists(disk);
    this.shortcuts = new Shortcuts(disk);
    this.disk = disk;
    this.directory = disk.resolve("records");
    this.outcomes = disk.resolve("outcomes");
  }

  /** The record of a key, which counts as a use of it. */
  public Optional<StepRecord> find(Digest key) throws IOException {
    Optional<StepRecord> found = peek(key);
    if (found.isPresent()) {
      touch(path(key));
    }
    return found;
  }

  /** The record of a key, without counting as a use. */
  public Optional<StepRecord> peek(Digest key) throws IOException {
    try {
      Optional<StepRecord> found = read(path(key), "record " + key);
      return found.filter(record -> record.key().equals(key));
    } catch (DamagedException e) {
      return Optional.empty();
    }
  }

  /** Stores a record. Its layer has to be in the store already. */
  public void put(StepRecord record) throws IOException {
    disk.write(path(record.key()), Sealed.seal(record.toJson()), false);
    Json.Obj outcome = Json.Obj.EMPTY.with("diffId", Json.of(record.diffId().toString()));
    if (!cutoff(record.instruction(), record.identity()).equals(Optional.of(record.diffId()))) {
      disk.write(outcome(record.instruction(), record.identity()), Sealed.seal(outcome), false);
    }
  }

  /**
   * The layer that the same instruction made earlier with the same content: using it again instead
   * of the new one keeps everything after it cached and the image digest as it was.
   */
  public Optional<Digest> cutoff(Digest instruction, Digest identity) throws IOException {
    return outcome(outcome(instruction, identity));
  }

  /** What a file in {@code outcomes/} says; a damaged one is removed. */
  Optional<Digest> outcome(Path file) throws IOException {
    try {
      return readOutcome(file, file.toString());
    } catch (DamagedException e) {
      disk.remove(file, false);
      return Optional.empty();
    }
  }

  static Optional<Digest> readOutcome(Path file, String what) throws IOException {
    Optional<byte[]> bytes = DiskFiles.readIfPresent(file, Sealed.MAX_BYTES);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    try {
      return new JsonFields(Sealed.open(bytes.get(), what), "outcome").digest("diffId");
    } catch (JsonException e) {
      throw new DamagedException(what, String.valueOf(e.getMessage()));
    }
  }

  /** The key that a shortcut leads to; it need not have a record any more. */
  public Optional<Digest> shortcut(Digest shortcut) throws IOException {
    return shortcuts.find(shortcut);
  }

  /** Lets a shortcut lead to a key. Writes nothing if it does already. */
  public void putShortcut(Digest shortcut, Digest key) throws IOException {
    shortcuts.put(shortcut, key);
  }

  /** The shortcuts that lead to each key. */
  public Map<Digest, List<Digest>> shortcuts() throws IOException {
    return shortcuts.all();
  }

  /**
   * The files that a digest in a key stands for, if they were kept; a list that is damaged was not.
   */
  public Optional<FileList> files(Digest id) throws IOException {
    return lists.find(id);
  }

  /** Whether {@link #files} may know a list, without reading it. */
  public boolean hasFiles(Digest id) {
    return lists.has(id);
  }

  /** Keeps the files that a digest in a key stands for. */
  public void putFiles(Digest id, FileList list) throws IOException {
    lists.put(id, list);
  }

  /**
   * As {@link #putFiles(Digest, FileList)}, small if it differs little from the list of {@code
   * base}.
   */
  public void putFiles(Digest id, FileList list, Digest base) throws IOException {
    lists.put(id, list, base);
  }

  FileLists lists() {
    return lists;
  }

  /** When a record was last used, to within half a day; empty when there is none. */
  public Optional<Instant> lastUse(Digest key) throws IOException {
    try {
      return Optional.of(Files.getLastModifiedTime(path(key)).toInstant());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** The keys of all records, in no particular order. */
  public List<Digest> keys() throws IOException {
    List<Digest> keys = new ArrayList<>();
    for (Path shard : DiskFiles.list(directory)) {
      for (Path file : DiskFiles.list(shard)) {
        Digest.tryParseHex(DiskFiles.name(file)).ifPresent(keys::add);
      }
    }
    return keys;
  }

  /** Removes a record; it may be gone already. */
  public boolean remove(Digest key) throws IOException {
    return disk.remove(path(key), false);
  }

  /** Removes the shortcuts to keys without a record. */
  void cleanShortcuts() throws IOException {
    shortcuts.clean(key -> Files.exists(path(key)));
  }

  static Optional<StepRecord> read(Path file, String what) throws IOException {
    Optional<byte[]> bytes = DiskFiles.readIfPresent(file, Sealed.MAX_BYTES);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(StepRecord.of(Sealed.open(bytes.get(), what)));
    } catch (JsonException e) {
      throw new DamagedException(what, String.valueOf(e.getMessage()));
    }
  }

  Path path(Digest key) {
    String hex = key.hex();
    return directory.resolve(hex.substring(0, 2)).resolve(hex);
  }

  Path outcome(Digest instruction, Digest identity) {
    return outcomes.resolve(instruction.hex()).resolve(identity.hex());
  }

  Path directory() {
    return directory;
  }

  Path outcomes() {
    return outcomes;
  }

  private void touch(Path file) {
    try {
      Instant now = disk.clock().instant();
      if (Files.getLastModifiedTime(file).toInstant().plus(TOUCH_AFTER).isBefore(now)) {
        Files.setLastModifiedTime(file, FileTime.from(now));
      }
    } catch (IOException e) {
      // read-only, or pruned this moment: the time is for prune's choice only
    }
  }
}
