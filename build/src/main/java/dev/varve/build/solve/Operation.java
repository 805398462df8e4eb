package dev.varve.build.solve;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A node of the graph. Nodes are compared by identity; the graph that {@link #inputs} spans must
 * not have a cycle.
 *
 * @param <R> what operations make
 */
public interface Operation<R> {

  /** The operations whose results this one needs, in the order in which it gets them. */
  List<? extends Operation<R>> inputs();

  /**
   * What the result depends on; empty for an operation so cheap that it is performed every time.
   *
   * @param inputs the results of {@link #inputs}
   */
  Optional<CacheKey> key(List<R> inputs) throws IOException, InterruptedException;

  /**
   * How long {@link #key} spent on what {@link #perform} is spared; part of what the step costs.
   */
  default Duration prepared() {
    return Duration.ZERO;
  }

  /** Whether a result that the cache knows must not be used. */
  boolean ignoresCache();

  /**
   * Makes the result. Must react to interruption promptly and leave nothing behind when it throws.
   */
  R perform(List<R> inputs) throws IOException, InterruptedException;
}
