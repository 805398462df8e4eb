package dev.varve.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A listing as bytes, little-endian: number of entries, bytes of names, the end of each name, the
 * names, padding to a multiple of 8, the words of stat.
 */
final class PackedListing {
  private static final int ENDS = 8;

  private PackedListing() {}

  static long size(int count, int names) {
    return align(ENDS + 4L * count + names) + 8L * Statx.STRIDE * count;
  }

  static long size(byte[] bytes, int offset) {
    MemorySegment in = MemorySegment.ofArray(bytes);
    return size(
        in.get(ValueLayout.JAVA_INT_UNALIGNED, offset),
        in.get(ValueLayout.JAVA_INT_UNALIGNED, offset + 4L));
  }

  static void write(Entries entries, long[] stats, byte[] to, int offset) {
    MemorySegment out = MemorySegment.ofArray(to);
    int count = entries.size();
    byte[] names = entries.names();
    out.set(ValueLayout.JAVA_INT_UNALIGNED, offset, count);
    out.set(ValueLayout.JAVA_INT_UNALIGNED, offset + 4L, names.length);
    long at = offset + (long) ENDS;
    MemorySegment.copy(entries.ends(), 0, out, ValueLayout.JAVA_INT_UNALIGNED, at, count);
    at += 4L * count;
    MemorySegment.copy(names, 0, out, ValueLayout.JAVA_BYTE, at, names.length);
    at = offset + align(ENDS + 4L * count + names.length);
    MemorySegment.copy(stats, 0, out, ValueLayout.JAVA_LONG_UNALIGNED, at, stats.length);
  }

  static boolean holds(Entries entries, long[] stats, byte[] bytes, int offset) {
    MemorySegment in = MemorySegment.ofArray(bytes);
    int count = in.get(ValueLayout.JAVA_INT_UNALIGNED, offset);
    int length = in.get(ValueLayout.JAVA_INT_UNALIGNED, offset + 4L);
    if (count != entries.size() || length != entries.names().length) {
      return false;
    }
    long ends = offset + (long) ENDS;
    long words = offset + align(ENDS + 4L * count + length);
    return isSame(MemorySegment.ofArray(stats), in, words)
        && isSame(MemorySegment.ofArray(entries.names()), in, ends + 4L * count)
        && isSame(MemorySegment.ofArray(entries.ends()), in, ends);
  }

  private static boolean isSame(MemorySegment mine, MemorySegment in, long at) {
    long size = mine.byteSize();
    return MemorySegment.mismatch(mine, 0, size, in, at, at + size) < 0;
  }

  static Listing read(byte[] bytes, int offset) {
    MemorySegment in = MemorySegment.ofArray(bytes);
    int count = in.get(ValueLayout.JAVA_INT_UNALIGNED, offset);
    int length = in.get(ValueLayout.JAVA_INT_UNALIGNED, offset + 4L);
    if (count < 0 || length < 0 || offset + size(count, length) > bytes.length) {
      throw new IndexOutOfBoundsException(offset);
    }
    int[] ends = new int[count];
    byte[] names = new byte[length];
    long[] stats = new long[count * Statx.STRIDE];
    long at = offset + (long) ENDS;
    MemorySegment.copy(in, ValueLayout.JAVA_INT_UNALIGNED, at, ends, 0, count);
    MemorySegment.copy(in, ValueLayout.JAVA_BYTE, at + 4L * count, names, 0, length);
    at = offset + align(ENDS + 4L * count + length);
    MemorySegment.copy(in, ValueLayout.JAVA_LONG_UNALIGNED, at, stats, 0, stats.length);
    return Listing.of(names, ends, stats);
  }

  private static long align(long offset) {
    return (offset + 7) & ~7L;
  }
}
