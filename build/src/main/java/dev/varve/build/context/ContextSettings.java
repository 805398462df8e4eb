package dev.varve.build.context;

import dev.varve.store.Store;
import java.time.Clock;

/**
 * What contexts need of their surroundings.
 *
 * @param store holds the stat indexes, and the tar of an archive while it is in use
 * @param clock to tell which times are too recent to prove that a file did not change
 * @param useIndex whether to believe what earlier builds read; false reads every file again
 */
public record ContextSettings(Store store, Clock clock, boolean useIndex) {}
