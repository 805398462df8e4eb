package dev.varve.store;

import java.util.List;

/**
 * What {@link Store#collect} removed, or would remove.
 *
 * @param records how many records of the cache
 * @param chunks how many compressed chunks of layers, and lists of them
 * @param trees how many unpacked trees of layers that stay
 * @param reclaimed layers and blobs that nothing needs any more
 * @param before bytes of the whole store
 * @param after what is left of them, as far as it was counted before
 * @param allowed how many it may have
 */
public record Collected(
    int records,
    int chunks,
    int trees,
    Reclaimed reclaimed,
    long before,
    long after,
    long allowed) {

  static Collected nothing(long used, long allowed) {
    return new Collected(0, 0, 0, new Reclaimed(List.of(), 0, 0), used, used, allowed);
  }
}
