package dev.varve.build.solve;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Performs the operations that some targets need: in dependency order, independent ones in
 * parallel, none twice.
 *
 * <p>A result that is not sealed yet is used by what follows while it is sealed on another thread
 * ({@link ResultCache.Sealing}), beside the operations that may be under way. All is sealed when
 * this returns.
 *
 * <p>The first failure interrupts whatever else is running and is thrown once all of that has
 * ended; what is being sealed was performed with success, and is kept. An interrupted caller is
 * treated the same way, but that sealing is interrupted, too.
 *
 * @param <R> what operations make
 */
public final class Solver<R> {
  private final ResultCache<R> cache;
  private final SolveListener<R> listener;
  private final int parallelism;

  /**
   * @param parallelism how many operations may be under way at the same time, at least 1
   */
  public Solver(ResultCache<R> cache, SolveListener<R> listener, int parallelism) {
    if (parallelism < 1) {
      throw new IllegalArgumentException("parallelism of " + parallelism);
    }
    this.cache = cache;
    this.listener = listener;
    this.parallelism = parallelism;
  }

  /** Solves the targets and everything they need; the map holds a result for each operation. */
  public IdentityHashMap<Operation<R>, R> solve(Collection<? extends Operation<R>> targets)
      throws IOException, InterruptedException {
    Graph<R> graph = Graph.of(targets);
    return new Crew<>(graph, this::solveOne, parallelism).work();
  }

  private R solveOne(Operation<R> operation, List<R> inputs, Crew.Usable<R> usable)
      throws IOException, InterruptedException {
    Optional<CacheKey> key = operation.key(inputs);
    if (key.isEmpty()) {
      return operation.perform(inputs);
    }
    Optional<ResultCache.Hit<R>> hit = lookUp(operation, key.get(), inputs);
    if (hit.isPresent()) {
      listener.cached(operation, key.get(), hit.get());
      return hit.get().result();
    }
    try (ResultCache.Lock _ = cache.lock(key.get())) {
      // Another build may have performed the same step while this one waited for the lock.
      hit = lookUp(operation, key.get(), inputs);
      if (hit.isPresent()) {
        listener.cached(operation, key.get(), hit.get());
        return hit.get().result();
      }
      return perform(operation, key.get(), inputs, usable);
    }
  }

  private Optional<ResultCache.Hit<R>> lookUp(Operation<R> operation, CacheKey key, List<R> inputs)
      throws IOException {
    return operation.ignoresCache() ? Optional.empty() : cache.find(operation, key, inputs);
  }

  private R perform(Operation<R> operation, CacheKey key, List<R> inputs, Crew.Usable<R> usable)
      throws IOException, InterruptedException {
    long start = System.nanoTime() - operation.prepared().toNanos();
    listener.started(operation, key, inputs);
    try {
      R made = operation.perform(inputs);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      ResultCache.Kept<R> kept = cache.keep(operation, key, made, took);
      listener.usable(operation, kept);
      if (kept.sealing().isPresent()) {
        usable.accept(kept.result());
        kept.sealing().get().seal();
      }
      listener.finished(operation, inputs, kept, took);
      return kept.result();
    } catch (InterruptedException e) {
      listener.canceled(operation);
      throw e;
    } catch (IOException | RuntimeException e) {
      if (Thread.currentThread().isInterrupted()) {
        listener.canceled(operation);
      } else {
        listener.failed(operation, e, Duration.ofNanos(System.nanoTime() - start));
      }
      throw e;
    }
  }
}
