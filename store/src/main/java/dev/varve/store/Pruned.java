package dev.varve.store;

import java.util.List;

/**
 * What {@link Store#prune} removed, or would remove.
 *
 * @param records how many records of the cache
 * @param trees how many unpacked trees of layers that stay
 * @param reclaimed layers and blobs that nothing needs any more
 * @param bytes freed on the disk in all
 */
public record Pruned(
    List<RemovedImage> images, int records, int trees, Reclaimed reclaimed, long bytes) {
  public Pruned {
    images = List.copyOf(images);
  }
}
