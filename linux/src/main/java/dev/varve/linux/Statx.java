package dev.varve.linux;

/**
 * The kernel's {@code struct statx}, as the words of eight bytes that it consists of
 * (little-endian, as both machines are), and the ten of them that a listing keeps.
 */
final class Statx {
  /** Words the kernel writes. */
  static final int WORDS = 32;

  static final int SIZE = 8 * WORDS;

  /** STATX_BASIC_STATS. */
  static final int MASK = 0x7ff;

  /** Words that a listing keeps of each file. */
  static final int STRIDE = 10;

  // What they are. Between FILE_SIZE and CTIME the kernel has words that change by themselves.
  static final int NLINK_UID = 0;
  static final int GID_MODE = 1;
  static final int INODE = 2;
  static final int FILE_SIZE = 3;
  static final int CTIME = 4;
  static final int MTIME = 6;
  static final int RDEV = 8;
  static final int DEVICE = 9;

  private static final int FIRST = 2;
  private static final int FIRST_COUNT = 4;
  private static final int BLOCKS = 6;
  private static final int SECOND = 12;
  private static final int SECOND_COUNT = 6;

  private Statx() {}

  /** Keeps ten words of the struct that starts at {@code from}. */
  static void keep(long[] struct, int from, long[] to, int at) {
    System.arraycopy(struct, from + FIRST, to, at, FIRST_COUNT);
    System.arraycopy(struct, from + SECOND, to, at + FIRST_COUNT, SECOND_COUNT);
  }

  /** The whole struct, which starts at 0, as a record. */
  static FileStat parse(long[] struct) {
    long[] kept = new long[STRIDE];
    keep(struct, 0, kept, 0);
    return unpack(kept, 0, struct[BLOCKS]);
  }

  static FileStat unpack(long[] kept, int at) {
    return unpack(kept, at, -1);
  }

  private static FileStat unpack(long[] w, int at, long blocks) {
    return new FileStat(
        Long.rotateLeft(w[at + DEVICE], 32),
        w[at + INODE],
        upper(w[at + GID_MODE]) & 0xffff,
        upper(w[at + NLINK_UID]),
        lower(w[at + GID_MODE]),
        lower(w[at + NLINK_UID]),
        w[at + FILE_SIZE],
        blocks,
        w[at + MTIME],
        lower(w[at + MTIME + 1]),
        w[at + CTIME],
        lower(w[at + CTIME + 1]),
        lower(w[at + RDEV]),
        upper(w[at + RDEV]));
  }

  static int upper(long pair) {
    return (int) (pair >> 32);
  }

  static int lower(long pair) {
    return (int) pair;
  }
}
