package dev.varve.registry;

import dev.varve.model.Reference;

/**
 * Where a repository is served: a registry itself, or a mirror of it.
 *
 * @param registry host and port as configuration and image names have them; credentials and
 *     certificates are looked up by it
 * @param repository the path there, which a mirror may have changed
 * @param insecure plain HTTP may be spoken with it, and certificates are not verified
 * @param tags whether it may be asked what a tag means; if not, only for digests
 */
public record Endpoint(String registry, String repository, boolean insecure, boolean tags) {

  /** The registry that the name itself says. */
  public static Endpoint of(Reference reference, boolean insecure) {
    return new Endpoint(reference.registry(), reference.repository(), insecure, true);
  }
}
