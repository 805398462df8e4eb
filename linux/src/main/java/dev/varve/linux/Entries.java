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

  /** Name {@code i} ends at {@code ends[i]} and starts where {@code i-1} ends. */
  Entries(byte[] names, int[] ends, byte[] types) {
    this.names = names;
    this.ends = ends;
    this.types = types;
  }

  /** How many there are. */
  public int size() {
    return ends.length;
  }

  /** A copy of the {@code i}-th name. */
  public byte[] name(int i) {
    return Arrays.copyOfRange(names, start(i), ends[i]);
  }

  /** Length of the {@code i}-th name in bytes. */
  public int nameLength(int i) {
    return ends[i] - start(i);
  }

  /**
   * The type, one of the constants of {@link FileStat}, or 0 where the file system does not say.
   */
  public int type(int i) {
    return (types[i] & 0xff) << 12;
  }

  /** The index of a name, or a negative number. */
  public int find(byte[] name) {
    int low = 0;
    int high = ends.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Arrays.compareUnsigned(names, start(middle), ends[middle], name, 0, name.length);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  /** Compares the {@code i}-th name with the {@code j}-th of another directory. */
  int compare(int i, Entries other, int j) {
    return Arrays.compareUnsigned(
        names, start(i), ends[i], other.names, other.start(j), other.ends[j]);
  }

  byte[] names() {
    return names;
  }

  int[] ends() {
    return ends;
  }

  private int start(int i) {
    return i == 0 ? 0 : ends[i - 1];
  }
}
