package dev.varve.archive.chunk;

/**
 * A layer's tar as chunks of about a megabyte which are the same for layers that are the same
 * there. Immutable; safe for use by several threads.
 */
public sealed interface TarChunks permits CanonicalChunks, RawChunks {
  /** A chunk that would be larger for want of a place to cut is cut anywhere. */
  int MOST_BYTES = 8 << 20;

  /** How many there are: one at least. */
  int count();

  /** Where a chunk starts in the tar; where the last one ends, for the number after it. */
  long start(int chunk);

  /** How many bytes of the tar a chunk is. */
  default int size(int chunk) {
    return Math.toIntExact(start(chunk + 1) - start(chunk));
  }
}
