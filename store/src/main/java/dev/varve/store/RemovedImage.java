package dev.varve.store;

import dev.varve.model.Digest;
import dev.varve.model.Reference;
import java.util.List;
import java.util.Optional;

/**
 * What removing an image did.
 *
 * @param untagged the names that were taken away
 * @param deleted the ID of the image, if it is gone and not only its name
 */
public record RemovedImage(List<Reference> untagged, Optional<Digest> deleted) {
  public RemovedImage {
    untagged = List.copyOf(untagged);
  }
}
