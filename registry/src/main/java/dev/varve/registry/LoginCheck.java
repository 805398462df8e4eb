package dev.varve.registry;

import java.io.IOException;

/** Finds out whether a registry takes a credential, before it is stored. */
@FunctionalInterface
public interface LoginCheck {
  /**
   * Returns when the registry takes the credential; one that asks nobody takes any, unseen.
   *
   * @param registry host and port as image names have them, {@code docker.io} for Docker's own
   * @throws dev.varve.model.VarveException if it refuses it, or asks for one by no scheme that is
   *     known here
   */
  void check(String registry, Credential credential) throws IOException, InterruptedException;
}
