package dev.varve.store;

import dev.varve.model.Digest;
import dev.varve.model.ImageConfig;
import dev.varve.model.Manifest;

/**
 * An image of the store.
 *
 * @param manifestDigest names the image in refs and registries
 * @param configDigest what Docker calls the image ID
 */
public record Image(
    Digest manifestDigest, Manifest manifest, Digest configDigest, ImageConfig config) {

  /** The digest of the config, Docker's image ID. */
  public Digest id() {
    return configDigest;
  }
}
