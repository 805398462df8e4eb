package dev.varve.store.transfer;

import dev.varve.model.Reference;
import dev.varve.store.Image;
import java.util.List;

/**
 * An image that came out of an archive.
 *
 * @param names that the archive gave it, which now mean this image
 */
public record LoadedImage(Image image, List<Reference> names) {
  public LoadedImage {
    names = List.copyOf(names);
  }
}
