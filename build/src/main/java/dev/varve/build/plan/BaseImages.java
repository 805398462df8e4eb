package dev.varve.build.plan;

import dev.varve.model.Digest;
import dev.varve.model.ImageConfig;
import dev.varve.model.Platform;
import dev.varve.model.Reference;
import java.io.IOException;
import java.util.Optional;

/** Where FROM and {@code COPY --from} find images. */
public interface BaseImages {

  /**
   * The image of that name, if there is one. It may be for another platform than is wanted, if
   * there is no choice.
   *
   * @throws dev.varve.model.VarveException if there may be one which cannot be had
   */
  Optional<BaseImage> find(Reference reference, Platform wanted) throws IOException;

  /**
   * An image as a base.
   *
   * @param name as the plan shows it
   * @param manifest digest of its manifest
   */
  record BaseImage(String name, Digest manifest, ImageConfig config) {}
}
