package dev.varve.archive.chunk;

import dev.varve.archive.EntryPath;

/** A hash of paths that is the same for ever: the 64 bits of FNV-1a, well mixed. */
final class PathHash {
  private static final long OFFSET = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private PathHash() {}

  static long of(EntryPath path) {
    long hash = OFFSET;
    for (byte each : path.toArray()) {
      hash = (hash ^ (each & 0xff)) * PRIME;
    }
    // FNV leaves paths that differ in their last characters close together.
    hash = (hash ^ (hash >>> 32)) * 0x4cd6944c5cc20b6dL;
    hash = (hash ^ (hash >>> 29)) * 0xfc12c5b19d3259e9L;
    return hash ^ (hash >>> 32);
  }
}
