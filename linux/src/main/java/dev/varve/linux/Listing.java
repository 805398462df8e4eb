package dev.varve.linux;

import java.util.Arrays;

/**
 * The names in a directory with what statx(2) said of each, symlinks not followed. Immutable.
 *
 * <p>The numbers lie in one array; the accessors of single fields make no objects. Fields are as in
 * {@link FileStat}.
 */
public final class Listing {
  private static final Listing EMPTY =
      new Listing(new Entries(new byte[0], new int[0], new byte[0]), new long[0]);

  private final Entries entries;
  private final long[] stats;

  /** For each entry {@link Statx#STRIDE} words as {@link Statx} has them, and nothing more. */
  Listing(Entries entries, long[] stats) {
    this.entries = entries;
    this.stats = stats;
  }

  /** Of a directory without entries. */
  public static Listing empty() {
    return EMPTY;
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

  /** All of it, except that a listing does not know the allocated blocks: they are -1. */
  public FileStat at(int i) {
    return Statx.unpack(stats, i * Statx.STRIDE);
  }

  public long inode(int i) {
    return stats[i * Statx.STRIDE + Statx.INODE];
  }

  /** Major and minor number of the file system's device, as upper and lower 32 bits. */
  public long device(int i) {
    return Long.rotateLeft(stats[i * Statx.STRIDE + Statx.DEVICE], 32);
  }

  public int mode(int i) {
    return Statx.upper(stats[i * Statx.STRIDE + Statx.GID_MODE]) & 0xffff;
  }

  /** Type of the file: one of the constants of {@link FileStat}. */
  public int type(int i) {
    return mode(i) & FileStat.TYPE_MASK;
  }

  public int nlink(int i) {
    return Statx.lower(stats[i * Statx.STRIDE + Statx.NLINK_UID]);
  }

  public long fileSize(int i) {
    return stats[i * Statx.STRIDE + Statx.FILE_SIZE];
  }

  public long mtimeSeconds(int i) {
    return stats[i * Statx.STRIDE + Statx.MTIME];
  }

  public int mtimeNanos(int i) {
    return Statx.lower(stats[i * Statx.STRIDE + Statx.MTIME + 1]);
  }

  /** Major and minor number of a device file, as upper and lower 32 bits. */
  public long rdev(int i) {
    return Long.rotateLeft(stats[i * Statx.STRIDE + Statx.RDEV], 32);
  }

  /**
   * Whether the {@code i}-th entry has the name and, in every field, the stat of the {@code j}-th
   * of {@code other}. Access times and allocated blocks are not looked at: both change by
   * themselves.
   */
  public boolean isSame(int i, Listing other, int j) {
    int a = i * Statx.STRIDE;
    int b = j * Statx.STRIDE;
    return Arrays.equals(stats, a, a + Statx.STRIDE, other.stats, b, b + Statx.STRIDE)
        && entries.compare(i, other.entries, j) == 0;
  }

  /** Compares the {@code i}-th name with the {@code j}-th of {@code other}, by unsigned bytes. */
  public int compareNames(int i, Listing other, int j) {
    return entries.compare(i, other.entries, j);
  }

  /** The bytes that {@link #pack} writes: a multiple of 8. */
  public long packedSize() {
    return PackedListing.size(size(), entries.names().length);
  }

  /** The bytes of what {@link #pack} wrote there. */
  public static long packedSize(byte[] bytes, int offset) {
    return PackedListing.size(bytes, offset);
  }

  /** What {@link #pack} writes. */
  public byte[] packed() {
    byte[] bytes = new byte[Math.toIntExact(packedSize())];
    pack(bytes, 0);
    return bytes;
  }

  /** Writes the listing, so that {@link #isPackedAs} and {@link #unpack} know it again. */
  public void pack(byte[] to, int offset) {
    PackedListing.write(entries, stats, to, offset);
  }

  /**
   * Whether {@link #pack} wrote just this listing there, compared as in {@link #isSame}: a
   * comparison of memory.
   */
  public boolean isPackedAs(byte[] bytes, int offset) {
    return PackedListing.holds(entries, stats, bytes, offset);
  }

  /**
   * Reads what {@link #pack} wrote.
   *
   * @throws IndexOutOfBoundsException the bytes are something else
   */
  public static Listing unpack(byte[] bytes, int offset) {
    return PackedListing.read(bytes, offset);
  }

  static Listing of(byte[] names, int[] ends, long[] stats) {
    byte[] types = new byte[ends.length];
    Listing listing = new Listing(new Entries(names, ends, types), stats);
    for (int i = 0; i < types.length; i++) {
      types[i] = (byte) (listing.mode(i) >> 12);
    }
    return listing;
  }
}
