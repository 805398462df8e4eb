package dev.varve.store;

import dev.varve.model.Reference;
import java.time.Instant;
import java.util.List;

/**
 * An image with what the store knows about it.
 *
 * @param names its tags, sorted; none for a dangling image
 * @param added when it came into the store
 * @param size bytes of its layers' uncompressed tars, a layer that is missing counting as none
 */
public record ListedImage(Image image, List<Reference> names, Instant added, long size) {
  public ListedImage {
    names = List.copyOf(names);
  }

  public boolean isDangling() {
    return names.isEmpty();
  }
}
