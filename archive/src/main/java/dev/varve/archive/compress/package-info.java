/** Compressed streams in and out, bounded against bombs. */
@NullMarked
package dev.varve.archive.compress;

import org.jspecify.annotations.NullMarked;
