package dev.varve.store;

import dev.varve.model.Digest;
import java.util.List;

/**
 * What was removed because nothing needed it, or would be.
 *
 * @param layers diff IDs
 * @param blobs how many blobs
 * @param bytes freed on the disk
 */
public record Reclaimed(List<Digest> layers, int blobs, long bytes) {
  public Reclaimed {
    layers = List.copyOf(layers);
  }
}
