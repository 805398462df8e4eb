package dev.varve.store;

import dev.varve.model.Digest;
import dev.varve.store.compressed.ChunkCache;
import dev.varve.store.compressed.ChunkList;
import dev.varve.store.compressed.CompressedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Chooses compressed chunks that go, and removes them. Each is a file that can be made again, and
 * whoever misses one makes it again, so that no lock is needed.
 */
final class ChunkRemoval {
  /** For so long the list that a chunk belongs to may still have to be written. */
  private static final Duration YOUNG = Duration.ofHours(1);

  private final Parts parts;

  ChunkRemoval(Parts parts) {
    this.parts = parts;
  }

  /** What only layers have that are not needed any more. */
  List<CompressedFiles.Entry> unneeded(Set<Digest> layers) throws IOException {
    List<CompressedFiles.Entry> all = parts.compressed().files().all();
    if (all.isEmpty()) {
      return all;
    }
    Set<Path> needed = new HashSet<>();
    for (ChunkCache cache : parts.compressed().files().caches()) {
      for (Digest diffId : cache.layers()) {
        Optional<ChunkList> list = layers.contains(diffId) ? cache.peek(diffId) : Optional.empty();
        if (list.isPresent()) {
          needed.add(cache.listPath(diffId));
          list.get().chunks().forEach(chunk -> needed.add(cache.path(chunk.name())));
        }
      }
    }
    Instant young = parts.disk().clock().instant().minus(YOUNG);
    List<CompressedFiles.Entry> found = new ArrayList<>();
    for (CompressedFiles.Entry each : all) {
      boolean perhapsNew = !each.isList() && each.used().isAfter(young);
      if (!needed.contains(each.path()) && !perhapsNew) {
        found.add(each);
      }
    }
    return found;
  }

  /** Those by the time of their last use. */
  List<CompressedFiles.Entry> usedAt(Predicate<Instant> unwanted) throws IOException {
    List<CompressedFiles.Entry> found = new ArrayList<>();
    for (CompressedFiles.Entry each : parts.compressed().files().all()) {
      if (unwanted.test(each.used())) {
        found.add(each);
      }
    }
    return found;
  }

  /** Removes files but those that somebody has come to use since; answers how many. */
  static int remove(List<CompressedFiles.Entry> chosen) throws IOException {
    int count = 0;
    for (CompressedFiles.Entry each : chosen) {
      try {
        Instant used = Files.getLastModifiedTime(each.path()).toInstant();
        if (used.equals(each.used()) && Files.deleteIfExists(each.path())) {
          count++;
        }
      } catch (NoSuchFileException e) {
        // another process was faster
      }
    }
    return count;
  }

  static long bytes(List<CompressedFiles.Entry> files) {
    return files.stream().mapToLong(CompressedFiles.Entry::bytes).sum();
  }
}
