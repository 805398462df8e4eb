package dev.varve.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Store#prune} may remove.
 *
 * @param all also images that have a name but no container, all of the cache, unpacked trees and
 *     build histories
 * @param keepCache for how long after its last use a record is kept, unless {@code all}
 * @param until only images made and records last used before that; null for any
 * @param dryRun only tell
 */
public record PruneOptions(
    boolean all, Duration keepCache, @Nullable Instant until, boolean dryRun) {
  /** For how long an unused part of the cache is kept unless told otherwise. */
  public static final Duration KEEP_CACHE = Duration.ofDays(7);

  public static final PruneOptions DEFAULT = new PruneOptions(false, KEEP_CACHE, null, false);

  public PruneOptions withAll(boolean changed) {
    return new PruneOptions(changed, keepCache, until, dryRun);
  }

  public PruneOptions withKeepCache(Duration changed) {
    return new PruneOptions(all, changed, until, dryRun);
  }

  public PruneOptions withUntil(Instant changed) {
    return new PruneOptions(all, keepCache, changed, dryRun);
  }

  public PruneOptions withDryRun(boolean changed) {
    return new PruneOptions(all, keepCache, until, changed);
  }

  public Optional<Instant> before() {
    return Optional.ofNullable(until);
  }
}
