package dev.varve.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Store#prune} may remove. With a budget, cache goes only as far as the store is larger
 * than that, what was not used for longest first.
 *
 * @param all also images that have a name but no container, all of the cache, unpacked trees and
 *     build histories
 * @param keepCache for how long after its last use a record is kept, unless {@code all}
 * @param until only images made and records last used before that; null for any
 * @param dryRun only tell
 * @param budget how large the store may be; null if only ages count
 */
public record PruneOptions(
    boolean all,
    Duration keepCache,
    @Nullable Instant until,
    boolean dryRun,
    @Nullable Budget budget) {
  /** For how long an unused part of the cache is kept unless told otherwise. */
  public static final Duration KEEP_CACHE = Duration.ofDays(7);

  public static final PruneOptions DEFAULT = new PruneOptions(false, KEEP_CACHE, null, false, null);

  public PruneOptions withAll(boolean changed) {
    return new PruneOptions(changed, keepCache, until, dryRun, budget);
  }

  public PruneOptions withKeepCache(Duration changed) {
    return new PruneOptions(all, changed, until, dryRun, budget);
  }

  public PruneOptions withUntil(Instant changed) {
    return new PruneOptions(all, keepCache, changed, dryRun, budget);
  }

  public PruneOptions withDryRun(boolean changed) {
    return new PruneOptions(all, keepCache, until, changed, budget);
  }

  public PruneOptions withBudget(Budget changed) {
    return new PruneOptions(all, keepCache, until, dryRun, changed);
  }

  public Optional<Budget> limit() {
    return Optional.ofNullable(budget);
  }

  public Optional<Instant> before() {
    return Optional.ofNullable(until);
  }
}
