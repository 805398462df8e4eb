package dev.varve.store;

import dev.varve.model.Digest;
import dev.varve.store.compressed.CompressedFiles;
import dev.varve.store.disk.Locks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps a store within a size by removing cache that was not used for longest; never an image. It
 * counts and deletes when nobody else wants the machine, and holds what builds wait for only while
 * it renames.
 */
final class GarbageCollection {
  /** One at a time: two would count what the other is about to remove. */
  private static final String LOCK = "collection";

  /** Its time says when the store was last seen to fit, or made to as far as that goes. */
  private static final String STAMP = "collected";

  /** How long a store is taken to fit. */
  private static final Duration EVERY = Duration.ofHours(1);

  private final Parts parts;

  GarbageCollection(Parts parts) {
    this.parts = parts;
  }

  private Path stamp() {
    return parts.disk().resolve(STAMP);
  }

  /** Whether it is time to look: one stat. */
  boolean isDue() {
    try {
      Instant last = Files.getLastModifiedTime(stamp()).toInstant();
      Instant now = parts.disk().clock().instant();
      // A time in the future is one of a clock that was wrong.
      return last.isBefore(now.minus(EVERY)) || last.isAfter(now.plus(EVERY));
    } catch (IOException e) {
      return true;
    }
  }

  /** Empty if another process is at it. */
  Optional<Collected> run(Budget budget, boolean dryRun) throws IOException {
    Optional<Locks.Held> lock = parts.disk().locks().tryExclusive(LOCK);
    if (lock.isEmpty()) {
      return Optional.empty();
    }
    try (Locks.Held _ = lock.get()) {
      Plan plan = IdleWork.run(() -> plan(budget));
      Eviction.Goal goal = plan.goal();
      if (goal.used() <= goal.allowed()) {
        touch(dryRun);
        return Optional.of(Collected.nothing(goal.used(), goal.allowed()));
      }
      Set<Digest> records = dryRun ? plan.records() : remove(plan.records());
      int chunks = plan.chunks().size();
      if (!dryRun) {
        chunks = IdleWork.run(() -> ChunkRemoval.remove(plan.chunks()));
      }
      Reclaim reclaim = new Reclaim(parts);
      Reclaimed reclaimed =
          dryRun ? IdleWork.run(() -> reclaim.estimate(Set.of(), records)) : reclaim.runIdle();
      UnpackedTrees.Removed trees =
          new UnpackedTrees(parts, dryRun)
              .removeIdle(Set.copyOf(reclaimed.layers()), plan.left() - goal.allowed());
      touch(dryRun);
      long left = plan.left() - trees.bytes();
      return Optional.of(
          new Collected(
              records.size(), chunks, trees.count(), reclaimed, goal.used(), left, goal.allowed()));
    }
  }

  private record Plan(
      Eviction.Goal goal, Set<Digest> records, List<CompressedFiles.Entry> chunks, long left) {}

  private Plan plan(Budget budget) throws IOException {
    Eviction.Goal goal = Eviction.goal(parts, budget, Set.of());
    if (goal.used() <= goal.allowed()) {
      return new Plan(goal, Set.of(), List.of(), goal.used());
    }
    Eviction.Choice choice = new Eviction(parts, Set.of()).choose(goal, _ -> true);
    return new Plan(goal, Set.copyOf(choice.records()), choice.chunks(), choice.left());
  }

  /** Removes records but those that somebody has come to use since they were chosen. */
  private Set<Digest> remove(Set<Digest> chosen) throws IOException {
    Set<Digest> leased = parts.disk().leases().of(Layers.KIND);
    Set<Digest> removed = new HashSet<>();
    for (Digest key : chosen) {
      boolean used =
          parts.records().peek(key).filter(it -> leased.contains(it.diffId())).isPresent();
      if (!used && parts.records().remove(key)) {
        removed.add(key);
      }
    }
    return removed;
  }

  private void touch(boolean dryRun) throws IOException {
    if (dryRun) {
      return;
    }
    Path stamp = stamp();
    if (!Files.exists(stamp)) {
      parts.disk().write(stamp, new byte[0], false);
    }
    Files.setLastModifiedTime(stamp, FileTime.from(parts.disk().clock().instant()));
  }
}
