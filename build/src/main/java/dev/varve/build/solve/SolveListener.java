package dev.varve.build.solve;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Is told what becomes of each operation. May be called by several threads at a time.
 *
 * @param <R> what operations make
 */
public interface SolveListener<R> {
  /** The cache does not help; the operation is about to be performed. */
  void started(Operation<R> operation, CacheKey key, List<R> inputs)
      throws IOException, InterruptedException;

  void cached(Operation<R> operation, CacheKey key, ResultCache.Hit<R> hit);

  /**
   * Others may use what was made, and may be told of before this one is {@linkplain #finished
   * finished}, or fails after all.
   */
  void usable(Operation<R> operation, ResultCache.Kept<R> kept);

  /** It was performed, and its result is kept. */
  void finished(Operation<R> operation, List<R> inputs, ResultCache.Kept<R> kept, Duration took)
      throws IOException, InterruptedException;

  void failed(Operation<R> operation, Exception failure, Duration took);

  /** It was being performed when another one failed, or when the caller was interrupted. */
  void canceled(Operation<R> operation);
}
