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
   * or an earlier result with the same content. Where {@link Kept#sealing} has something left to
   * do, nothing is remembered before that is done.
   */
  Kept<R> keep(Operation<R> operation, CacheKey key, R made, Duration cost) throws IOException;

  /**
   * A result that successors can use.
   *
   * @param unchanged whether it is an earlier result with the same content
   * @param sealing what is left to do; empty when the result is kept
   */
  record Kept<R>(R result, boolean unchanged, Optional<Sealing> sealing) {
    /** One that is kept. */
    public Kept(R result, boolean unchanged) {
      this(result, unchanged, Optional.empty());
    }
  }

  /** Bookkeeping that takes long, and that no successor needs. */
  @FunctionalInterface
  interface Sealing {
    /**
     * Does it; the result is kept then. Called once, while the operation's key is locked and
     * successors may already be at work.
     *
     * @throws IOException the result is not kept, as if {@link ResultCache#keep} had failed
     */
    void seal() throws IOException, InterruptedException;
  }

  /** Held while an operation is performed and its result sealed. */
  interface Lock extends AutoCloseable {
    @Override
    void close() throws IOException;
  }
}
