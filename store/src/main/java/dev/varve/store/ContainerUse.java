package dev.varve.store;

import dev.varve.model.Digest;
import java.util.List;

/**
 * A container and what it stands on, so that nobody removes that.
 *
 * @param id of the container
 * @param name of the container
 * @param image the manifest digest of its image
 * @param layers the diff IDs below it, bottom first
 */
public record ContainerUse(String id, String name, Digest image, List<Digest> layers) {
  public ContainerUse {
    layers = List.copyOf(layers);
  }
}
