package dev.varve.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * A listing as bytes, little-endian: number of entries, bytes of names, the end of each name, the
 * names, padding to a multiple of 8, the words of stat.
 */
final class PackedListing {
  private static final int ENDS = 8;

  private PackedListing() {}

  static long size(int count, int names) {
    return stats(count, names) + 8L * Statx.STRIDE * count;
  }

  static long size(byte[] bytes, int offset) {
    ByteBuffer in = buffer(bytes);
    return size(in.getInt(offset), in.getInt(offset + 4));
  }

  static void write(Entries entries, long[] stats, byte[] to, int offset) {
    int count = entries.size();
    byte[] names = entries.names();
    ByteBuffer out = buffer(to);
    out.putInt(offset, count).putInt(offset + 4, names.length);
    ints(out, offset + ENDS).put(entries.ends(), 0, count);
    System.arraycopy(names, 0, to, offset + ENDS + 4 * count, names.length);
    longs(out, offset + (int) stats(count, names.length)).put(stats);
  }

  static boolean holds(Entries entries, long[] stats, byte[] bytes, int offset) {
    byte[] names = entries.names();
    int[] ends = entries.ends();
    ByteBuffer in = buffer(bytes);
    int count = in.getInt(offset);
    if (count != entries.size() || in.getInt(offset + 4) != names.length) {
      return false;
    }
    int namesAt = offset + ENDS + 4 * count;
    LongBuffer packed = longs(in, offset + (int) stats(count, names.length));
    return packed.slice(0, stats.length).mismatch(LongBuffer.wrap(stats)) < 0
        && Arrays.equals(bytes, namesAt, namesAt + names.length, names, 0, names.length)
        && ints(in, offset + ENDS).slice(0, ends.length).mismatch(IntBuffer.wrap(ends)) < 0;
  }

  static Listing read(byte[] bytes, int offset) {
    ByteBuffer in = buffer(bytes);
    int count = in.getInt(offset);
    int length = in.getInt(offset + 4);
    if (count < 0 || length < 0 || offset + size(count, length) > bytes.length) {
      throw new IndexOutOfBoundsException(offset);
    }
    int[] ends = new int[count];
    long[] stats = new long[count * Statx.STRIDE];
    ints(in, offset + ENDS).get(ends);
    int namesAt = offset + ENDS + 4 * count;
    byte[] names = Arrays.copyOfRange(bytes, namesAt, namesAt + length);
    longs(in, offset + (int) stats(count, length)).get(stats);
    return Listing.of(names, ends, stats);
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static IntBuffer ints(ByteBuffer buffer, int at) {
    return buffer.position(at).asIntBuffer();
  }

  private static LongBuffer longs(ByteBuffer buffer, int at) {
    return buffer.position(at).asLongBuffer();
  }

  /** Where the words of stat begin behind the start of a listing. */
  private static long stats(int count, int names) {
    return (ENDS + 4L * count + names + 7) & ~7L;
  }
}
