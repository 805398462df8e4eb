package dev.varve.linux;

import java.util.Arrays;

/**
 * The names in a directory, sorted by unsigned bytes, without {@code .} and {@code ..}. Immutable.
 *
 * <p>Held as one array of bytes, because a directory may have a million entries.
 */
public final class Entries {
  private final byte[] names;
  private final int[] ends;
  private final byte[] types;
  private final int[] order;

  /** Entry {@code i} in reading order ends at {@code ends[i]} and starts where {@code i-1} ends. */
  Entries(byte[] names, int[] ends, byte[] types, int[] order) {
    this.names = names;
    this.ends = ends;
    this.types = types;
    this.order = order;
  }

  /** How many there are. */
  public int size() {
    return order.length;
  }

  /** A copy of the {@code i}-th name. */
  public byte[] name(int i) {
    int at = order[i];
    return Arrays.copyOfRange(names, start(at), ends[at]);
  }

  /** Length of the {@code i}-th name in bytes. */
  public int nameLength(int i) {
    int at = order[i];
    return ends[at] - start(at);
  }

  /** Copies the {@code i}-th name to {@code to}, from {@code offset} on. */
  public void copyName(int i, byte[] to, int offset) {
    int at = order[i];
    int start = start(at);
    System.arraycopy(names, start, to, offset, ends[at] - start);
  }

  /**
   * The type, one of the constants of {@link FileStat}, or 0 where the file system does not say.
   */
  public int type(int i) {
    return (types[order[i]] & 0xff) << 12;
  }

  /** The index of a name, or a negative number. */
  public int find(byte[] name) {
    int low = 0;
    int high = order.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int at = order[middle];
      int compared = Arrays.compareUnsigned(names, start(at), ends[at], name, 0, name.length);
      if (compared == 0) {
        return middle;
      }
      if (compared < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  /** Position in reading order of the {@code i}-th name. */
  int readPosition(int i) {
    return order[i];
  }

  private int start(int at) {
    return at == 0 ? 0 : ends[at - 1];
  }
}
