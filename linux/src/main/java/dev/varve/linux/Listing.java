package dev.varve.linux;

/**
 * The names in a directory with what statx(2) said of each, symlinks not followed. Immutable.
 *
 * <p>The numbers lie in one array; the accessors of single fields make no objects. Fields are as in
 * {@link FileStat}.
 */
public final class Listing {
  private final Entries entries;
  private final long[] stats;

  Listing(Entries entries, long[] stats) {
    this.entries = entries;
    this.stats = stats;
  }

  /** Of a directory without entries. */
  public static Listing empty() {
    return new Listing(new Entries(new byte[0], new int[0], new byte[0], new int[0]), new long[0]);
  }

  public int size() {
    return entries.size();
  }

  /** The names; index {@code i} is the same file there as here. */
  public Entries entries() {
    return entries;
  }

  public byte[] name(int i) {
    return entries.name(i);
  }

  public FileStat at(int i) {
    return Statx.unpack(stats, base(i));
  }

  public long device(int i) {
    return stats[base(i)];
  }

  public long inode(int i) {
    return stats[base(i) + 1];
  }

  public int mode(int i) {
    return Statx.upper(stats[base(i) + 2]);
  }

  /** Type of the file: one of the constants of {@link FileStat}. */
  public int type(int i) {
    return mode(i) & FileStat.TYPE_MASK;
  }

  public int nlink(int i) {
    return Statx.lower(stats[base(i) + 2]);
  }

  public int uid(int i) {
    return Statx.upper(stats[base(i) + 3]);
  }

  public int gid(int i) {
    return Statx.lower(stats[base(i) + 3]);
  }

  public long fileSize(int i) {
    return stats[base(i) + 4];
  }

  public long mtimeSeconds(int i) {
    return stats[base(i) + 6];
  }

  public int mtimeNanos(int i) {
    return Statx.upper(stats[base(i) + 8]);
  }

  public long ctimeSeconds(int i) {
    return stats[base(i) + 7];
  }

  public int ctimeNanos(int i) {
    return Statx.lower(stats[base(i) + 8]);
  }

  /** Major and minor number of a device, as upper and lower 32 bits. */
  public long rdev(int i) {
    return stats[base(i) + 9];
  }

  private int base(int i) {
    return entries.readPosition(i) * Statx.STRIDE;
  }
}
