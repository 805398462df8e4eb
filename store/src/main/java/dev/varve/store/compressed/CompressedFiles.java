package dev.varve.store.compressed;

import dev.varve.store.disk.Disk;
import dev.varve.store.disk.DiskFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The directory {@code compressed}: below it one directory for each way to compress, with chunks
 * ({@code chunks/<2 digits>/<hex>}) and lists of them ({@code layers/<hex of diff ID>}). Everything
 * here is cache; the modification time of a file is its last use, to within half a day.
 */
public final class CompressedFiles {
  /** How stale the remembered time of the last use may get, to spare a write for each use. */
  private static final Duration TOUCH_AFTER = Duration.ofHours(12);

  private static final String CHUNKS = "chunks";
  private static final String LAYERS = "layers";

  private final Disk disk;
  private final Path directory;

  public CompressedFiles(Disk disk) {
    this.disk = disk;
    this.directory = disk.resolve("compressed");
  }

  /**
   * The cache of one way to compress.
   *
   * @param id which has to tell apart whatever may lead to other bytes; a name for a directory
   */
  public ChunkCache cache(String id) {
    return new ChunkCache(this, id);
  }

  /**
   * A file of the cache.
   *
   * @param isList whether it is a list, not a chunk
   */
  public record Entry(Path path, boolean isList, long bytes, Instant used) {}

  /** All files, in no particular order. */
  public List<Entry> all() throws IOException {
    List<Entry> found = new ArrayList<>();
    for (Path way : DiskFiles.list(directory)) {
      for (Path shard : DiskFiles.list(way.resolve(CHUNKS))) {
        addAll(shard, false, found);
      }
      addAll(way.resolve(LAYERS), true, found);
    }
    return found;
  }

  private static void addAll(Path parent, boolean lists, List<Entry> found) throws IOException {
    for (Path file : DiskFiles.list(parent)) {
      try {
        BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
        if (facts.isRegularFile()) {
          found.add(new Entry(file, lists, facts.size(), facts.lastModifiedTime().toInstant()));
        }
      } catch (NoSuchFileException e) {
        // somebody removed it this moment
      }
    }
  }

  /** The caches that there are. */
  public List<ChunkCache> caches() throws IOException {
    List<ChunkCache> found = new ArrayList<>();
    for (Path way : DiskFiles.list(directory)) {
      found.add(cache(DiskFiles.name(way)));
    }
    return found;
  }

  Disk disk() {
    return disk;
  }

  Path chunks(String id) {
    return directory.resolve(id).resolve(CHUNKS);
  }

  Path layers(String id) {
    return directory.resolve(id).resolve(LAYERS);
  }

  /** Reads a file and counts that as a use of it; empty if there is none. */
  Optional<byte[]> read(Path file, int most) throws IOException {
    Optional<byte[]> content = DiskFiles.readIfPresent(file, most);
    if (content.isPresent()) {
      touch(file);
    }
    return content;
  }

  private void touch(Path file) {
    try {
      Instant now = disk.clock().instant();
      if (Files.getLastModifiedTime(file).toInstant().plus(TOUCH_AFTER).isBefore(now)) {
        Files.setLastModifiedTime(file, FileTime.from(now));
      }
    } catch (IOException e) {
      // read-only, or removed this moment: the time is only for who chooses what goes
    }
  }
}
