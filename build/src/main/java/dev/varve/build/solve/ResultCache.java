package dev.varve.build.solve;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Remembers results by key, for many processes at a time.
 *
 * @param <R> what operations make
 */
public interface ResultCache<R> {

  /**
   * A known result.
   *
   * @param cost how long it took to make
   */
  record Hit<R>(R result, Duration cost) {}

  /**
   * The result of an operation with that key, if it is known and still usable.
   *
   * @param inputs the results that the operation builds on
   */
  Optional<Hit<R>> find(Operation<R> operation, CacheKey key, List<R> inputs) throws IOException;

  /**
   * Waits until no other thread or process holds this key. The lock ends with its holder, however
   * that dies.
   */
  Lock lock(CacheKey key) throws IOException, InterruptedException;

  /**
   * Remembers what {@code operation} made and returns what its successors shall see: {@code made},
   * or an earlier result with the same content.
   */
  Kept<R> keep(Operation<R> operation, CacheKey key, R made, Duration cost) throws IOException;

  /**
   * A result that was kept.
   *
   * @param unchanged whether it is an earlier result with the same content
   */
  record Kept<R>(R result, boolean unchanged) {}

  /** Held while an operation is performed. */
  interface Lock extends AutoCloseable {
    @Override
    void close() throws IOException;
  }
}
