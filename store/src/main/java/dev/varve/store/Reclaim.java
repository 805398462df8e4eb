package dev.varve.store;

import dev.varve.model.Digest;
import dev.varve.store.compressed.CompressedFiles;
import dev.varve.store.disk.Disk;
import dev.varve.store.disk.DiskFiles;
import dev.varve.store.disk.Locks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Removes what nothing needs. Objects are taken out of their places while nobody can look any up,
 * which is quick; deleting them afterwards disturbs nobody.
 */
final class Reclaim {
  private final Parts parts;
  private final Disk disk;
  private final Sizes sizes;

  Reclaim(Parts parts) {
    this.parts = parts;
    this.disk = parts.disk();
    this.sizes = new Sizes(parts);
  }

  Reclaimed run() throws IOException {
    List<Path> trash = new ArrayList<>();
    try {
      return takeAway(trash);
    } finally {
      delete(trash);
    }
  }

  /** The same; what takes long is done when nobody else wants the disk. */
  Reclaimed runIdle() throws IOException {
    List<Path> trash = new ArrayList<>();
    Reclaimed found = takeAway(trash);
    return IdleWork.run(
        () -> {
          delete(trash);
          return found;
        });
  }

  private void delete(List<Path> trash) throws IOException {
    for (Path each : trash) {
      disk.delete(each);
    }
  }

  private Reclaimed takeAway(List<Path> trash) throws IOException {
    try (Locks.Held _ = disk.beginRemoval()) {
      Reachable needed = Reachable.of(parts, disk.leases(), Set.of(), Set.of());
      Reclaimed found = unneeded(needed, Set.of());
      for (Digest diffId : found.layers()) {
        disk.takeAway(parts.layers().files().directory(diffId)).ifPresent(trash::add);
      }
      // Deleting a large file takes its time; renaming it does not.
      for (Digest blob : unneededBlobs(needed)) {
        disk.takeAway(parts.blobs().path(blob)).ifPresent(trash::add);
      }
      for (Digest list : parts.records().lists().all()) {
        if (!needed.lists().contains(list)) {
          parts.records().lists().remove(list);
        }
      }
      removeOutcomes(needed);
      for (Digest diffId : parts.origins().all()) {
        if (!needed.layers().contains(diffId)) {
          parts.origins().remove(diffId);
        }
      }
      parts.indexes().clean(parts.images());
      parts.records().cleanShortcuts();
      for (Path abandoned : parts.downloads().abandoned()) {
        disk.takeAway(abandoned).ifPresent(trash::add);
      }
      new ChunkRemoval(parts).unneeded(needed.layers()).forEach(each -> trash.add(each.path()));
      return found;
    }
  }

  /**
   * What {@link #run} would remove if some images, records and compressed chunks were gone.
   *
   * @param withoutChunks not counted
   */
  Reclaimed preview(Set<Digest> withoutImages, Set<Digest> withoutRecords, Set<Path> withoutChunks)
      throws IOException {
    try (Locks.Held _ = disk.beginRemoval()) {
      Reachable needed = Reachable.of(parts, disk.leases(), withoutImages, withoutRecords);
      return unneeded(needed, withoutChunks);
    }
  }

  /** As {@link #preview}, without keeping anybody waiting: others may change what it counts. */
  Reclaimed estimate(Set<Digest> withoutImages, Set<Digest> withoutRecords) throws IOException {
    return unneeded(Reachable.of(parts, disk.leases(), withoutImages, withoutRecords), Set.of());
  }

  private Reclaimed unneeded(Reachable needed, Set<Path> withoutChunks) throws IOException {
    List<Digest> layers = new ArrayList<>();
    long bytes = 0;
    for (Digest diffId : parts.layers().all()) {
      if (!needed.layers().contains(diffId)) {
        layers.add(diffId);
        bytes += sizes.layerDirectory(diffId);
      }
    }
    List<Digest> blobs = unneededBlobs(needed);
    for (Digest blob : blobs) {
      bytes += parts.blobs().size(blob).orElse(0);
    }
    for (Digest list : parts.records().lists().all()) {
      bytes += needed.lists().contains(list) ? 0 : parts.records().lists().size(list);
    }
    for (CompressedFiles.Entry each : new ChunkRemoval(parts).unneeded(needed.layers())) {
      bytes += withoutChunks.contains(each.path()) ? 0 : each.bytes();
    }
    layers.sort(null);
    return new Reclaimed(layers, blobs.size(), bytes);
  }

  private List<Digest> unneededBlobs(Reachable needed) throws IOException {
    List<Digest> blobs = new ArrayList<>();
    for (Digest blob : parts.blobs().all()) {
      if (!needed.blobs().contains(blob)) {
        blobs.add(blob);
      }
    }
    return blobs;
  }

  /** What leads to layers that are gone. */
  private void removeOutcomes(Reachable needed) throws IOException {
    for (Path instruction : DiskFiles.list(parts.records().outcomes())) {
      for (Path file : DiskFiles.list(instruction)) {
        Optional<Digest> diffId = parts.records().outcome(file);
        if (diffId.isEmpty() || !needed.layers().contains(diffId.get())) {
          Files.deleteIfExists(file);
        }
      }
      if (DiskFiles.list(instruction).isEmpty()) {
        removeEmpty(instruction);
      }
    }
  }

  private static void removeEmpty(Path directory) {
    try {
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      // somebody put a record there this moment
    }
  }
}
