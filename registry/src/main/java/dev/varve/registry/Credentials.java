package dev.varve.registry;

import java.io.IOException;
import java.util.Optional;

/** Where credentials come from. Safe for use by several threads. */
@FunctionalInterface
public interface Credentials {
  /** Nobody has logged in anywhere. */
  Credentials NONE = (registry, repository) -> Optional.empty();

  /**
   * What to authenticate with at a registry; it is for that registry only.
   *
   * @param registry host and port as image names have them, {@code docker.io} for Docker's own
   * @param repository the one that is asked for, so that a credential for a part of a registry is
   *     found; the empty string for none in particular
   * @throws dev.varve.model.VarveException if what is configured cannot be used
   */
  Optional<Credential> find(String registry, String repository)
      throws IOException, InterruptedException;
}
