package dev.varve.build.plan;

import dev.varve.model.Digest;
import dev.varve.model.ImageConfig;
import dev.varve.model.Reference;
import java.io.IOException;
import java.util.Optional;

/** Where FROM and {@code COPY --from} find images. */
public interface BaseImages {

  /** The image of that name, if there is one. */
  Optional<BaseImage> find(Reference reference) throws IOException;

  /**
   * An image as a base.
   *
   * @param name as the plan shows it
   * @param manifest digest of its manifest
   */
  record BaseImage(String name, Digest manifest, ImageConfig config) {}
}
