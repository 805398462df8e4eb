package dev.varve.linux;

/**
 * Heap memory of one thread for reading directories, so that each costs no more than its own
 * result.
 */
final class DirBuffers {
  /** Bytes of directory entries read at once. */
  static final int CHUNK = 32 * 1024;

  private static final int START = 64;

  /** Directories larger than this leave nothing behind. */
  private static final int KEPT = 4096;

  final byte[] chunk = new byte[CHUNK];
  final long[] structs = new long[DirReader.BATCH * Statx.WORDS];
  byte[] names = new byte[START * 16];
  int[] ends = new int[START];
  byte[] types = new byte[START];
  long[] stats = new long[START * Statx.STRIDE];

  /** Forgets memory that a huge directory took. */
  void trim() {
    if (ends.length > KEPT) {
      names = new byte[START * 16];
      ends = new int[START];
      types = new byte[START];
      stats = new long[START * Statx.STRIDE];
    }
  }
}
