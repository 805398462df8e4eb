package dev.varve.build;

import dev.varve.model.Platform;
import dev.varve.model.Reference;
import dev.varve.store.Image;
import java.io.IOException;

/** Brings images that FROM and {@code COPY --from} name into the store. */
@FunctionalInterface
public interface ImagePuller {
  /**
   * Brings an image; its layers may come later, when they are needed.
   *
   * @throws dev.varve.model.VarveException if there is none (NOT_FOUND), or it cannot be had
   */
  Image pull(Reference name, Platform platform) throws IOException, InterruptedException;
}
