package dev.varve.store;

import dev.varve.model.Digest;
import dev.varve.store.disk.Leases;
import dev.varve.store.disk.Locks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Removes trees that can be made again, of layers that nobody uses now. */
final class UnpackedTrees {
  private final Parts parts;
  private final boolean dryRun;

  /**
   * @param dryRun only count
   */
  UnpackedTrees(Parts parts, boolean dryRun) {
    this.parts = parts;
    this.dryRun = dryRun;
  }

  /** How many trees went, and how large they were. */
  record Removed(int count, long bytes) {}

  /**
   * Removes trees until so much is freed.
   *
   * @param gone layers that are taken for removed already
   */
  Removed remove(Set<Digest> gone, long wanted) throws IOException {
    List<Path> trash = new ArrayList<>();
    try {
      return wanted > 0 ? takeAway(gone, wanted, trash) : new Removed(0, 0);
    } finally {
      delete(trash);
    }
  }

  /** The same; what takes long is done when nobody else wants the disk. */
  Removed removeIdle(Set<Digest> gone, long wanted) throws IOException {
    List<Path> trash = new ArrayList<>();
    Removed removed = wanted > 0 ? takeAway(gone, wanted, trash) : new Removed(0, 0);
    return IdleWork.run(
        () -> {
          delete(trash);
          return removed;
        });
  }

  private void delete(List<Path> trash) throws IOException {
    for (Path each : trash) {
      parts.disk().delete(each);
    }
  }

  private Removed takeAway(Set<Digest> gone, long wanted, List<Path> trash) throws IOException {
    Sizes sizes = new Sizes(parts);
    int count = 0;
    long bytes = 0;
    try (Locks.Held _ = parts.disk().beginRemoval()) {
      Set<Digest> inUse = inUse();
      for (Digest diffId : parts.layers().all()) {
        Layer layer = parts.layers().peek(diffId).orElse(null);
        if (bytes >= wanted || layer == null || inUse.contains(diffId) || gone.contains(diffId)) {
          continue;
        }
        bytes += sizes.unpacked(layer.meta());
        for (UnpackedTree tree : parts.layers().files().unpacked(layer.meta())) {
          count++;
          if (!dryRun) {
            tree.takeAway().ifPresent(trash::add);
          }
        }
      }
    }
    return new Removed(count, bytes);
  }

  private Set<Digest> inUse() throws IOException {
    Leases leases = parts.disk().leases();
    Set<Digest> inUse = new HashSet<>(leases.of(Layers.KIND));
    for (ContainerUse use : parts.containers().all()) {
      inUse.addAll(use.layers());
    }
    return inUse;
  }
}
