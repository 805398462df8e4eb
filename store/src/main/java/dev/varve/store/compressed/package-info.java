/** Compressed chunks of layers on the disk, and what is known of the blobs that they make. */
@NullMarked
package dev.varve.store.compressed;

import org.jspecify.annotations.NullMarked;
