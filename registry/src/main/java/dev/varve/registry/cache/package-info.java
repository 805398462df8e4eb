/**
 * The build cache that machines share: records of steps and the blobs of their layers, in a
 * registry or a directory. Whoever imports one gets the records, and layers only when it needs
 * them.
 */
@NullMarked
package dev.varve.registry.cache;

import org.jspecify.annotations.NullMarked;
