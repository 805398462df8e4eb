package dev.varve.store;

import java.io.IOException;
import java.util.List;

/** Brings layers into a store that are not there, from where they are known to be. */
@FunctionalInterface
public interface LayerSource {
  /**
   * Brings them all, at the same time as far as that pays; they are in the store when this returns.
   * One that came meanwhile is no error.
   *
   * @throws dev.varve.model.VarveException if one cannot be had, or came damaged
   * @throws java.io.InterruptedIOException if the thread is interrupted, which stays set
   */
  void fetch(List<Origins.Known> layers) throws IOException;
}
