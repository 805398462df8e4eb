package dev.varve.build.copy;

import dev.varve.archive.EntryPath;
import dev.varve.archive.LayerEntry;
import org.jspecify.annotations.Nullable;

/**
 * An entry that a step is going to put into its layer.
 *
 * @param entry at its place in the layer, with the digest of its content
 * @param content null for what has none
 * @param origin its path in the source tree; null when it has none there
 */
public record StagedEntry(
    LayerEntry entry, @Nullable FileContent content, @Nullable EntryPath origin) {}
