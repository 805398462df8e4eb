package dev.varve.build.solve;

import java.time.Duration;

/**
 * Is told what becomes of each operation. May be called by several threads at a time.
 *
 * @param <R> what operations make
 */
public interface SolveListener<R> {
  /** The cache does not help; the operation is about to be performed. */
  void started(Operation<R> operation, CacheKey key);

  void cached(Operation<R> operation, ResultCache.Hit<R> hit);

  void finished(Operation<R> operation, ResultCache.Kept<R> kept, Duration took);

  void failed(Operation<R> operation, Exception failure, Duration took);

  /** It was being performed when another one failed, or when the caller was interrupted. */
  void canceled(Operation<R> operation);
}
