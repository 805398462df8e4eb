package dev.varve.store;

import java.util.OptionalLong;

/**
 * How much space a store may take, in bytes: everything that is in it counts, but only cache makes
 * way.
 *
 * @param maxUsed the most it may take
 * @param minFree what shall be free on its disk
 * @param reserved what it may take whatever the others say; alone it is the most it may take
 */
public record Budget(OptionalLong maxUsed, OptionalLong minFree, OptionalLong reserved) {

  /** No more than that. */
  public static Budget of(long maxUsed) {
    return new Budget(OptionalLong.of(maxUsed), OptionalLong.empty(), OptionalLong.empty());
  }

  /**
   * What a store may take.
   *
   * @param used what it takes now
   * @param free what is free on its disk
   */
  public long allowed(long used, long free) {
    long allowed =
        maxUsed.isEmpty() && minFree.isEmpty() ? reserved.orElse(used) : maxUsed.orElse(used);
    if (minFree.isPresent() && free < minFree.getAsLong()) {
      allowed = Math.min(allowed, Math.max(0, used - (minFree.getAsLong() - free)));
    }
    return Math.max(allowed, reserved.orElse(0));
  }
}
