package dev.varve.linux;

import java.util.Arrays;

/**
 * Sorts names: a merge sort without boxing, on the eight bytes of each name that follow what all
 * have in common. Whole names are compared only where those are the same.
 */
final class NameSort {
  private static final int SMALL = 12;

  private final byte[] names;
  private final int[] ends;
  private final long[] keys;

  private NameSort(byte[] names, int[] ends, long[] keys) {
    this.names = names;
    this.ends = ends;
    this.keys = keys;
  }

  /** The positions of the first {@code count} names in sorted order. */
  static int[] order(byte[] names, int[] ends, int count) {
    NameSort sort = new NameSort(names, ends, new long[count]);
    int common = sort.common(count);
    int[] order = new int[count];
    boolean sorted = true;
    for (int i = 0; i < count; i++) {
      order[i] = i;
      sort.keys[i] = sort.key(i, common);
      sorted &= i == 0 || sort.keys[i - 1] < sort.keys[i];
    }
    if (!sorted) {
      sort.sort(order, count > SMALL ? new int[count] : order, 0, count);
    }
    return order;
  }

  private int start(int i) {
    return i == 0 ? 0 : ends[i - 1];
  }

  /** How many first bytes all names share. */
  private int common(int count) {
    int common = count == 0 ? 0 : ends[0];
    for (int i = 1; i < count; i++) {
      int start = start(i);
      int at = Arrays.mismatch(names, 0, common, names, start, Math.min(ends[i], start + common));
      common = at < 0 ? common : at;
    }
    return common;
  }

  /** The bytes after the common ones as a number; no name has a zero byte, so zeros can fill up. */
  private long key(int i, int common) {
    int from = start(i) + common;
    int to = Math.min(ends[i], from + 8);
    long key = 0;
    for (int at = from; at < to; at++) {
      key = (key << 8) | (names[at] & 0xff);
    }
    key <<= 8 * (8 - (to - from)) & 63;
    return (to == from ? 0 : key) ^ Long.MIN_VALUE;
  }

  private void sort(int[] order, int[] spare, int from, int to) {
    if (to - from <= SMALL) {
      insertionSort(order, from, to);
      return;
    }
    int middle = (from + to) >>> 1;
    sort(order, spare, from, middle);
    sort(order, spare, middle, to);
    if (compare(order[middle - 1], order[middle]) <= 0) {
      return;
    }
    System.arraycopy(order, from, spare, from, middle - from);
    int left = from;
    int right = middle;
    int out = from;
    while (left < middle && right < to) {
      order[out++] = compare(spare[left], order[right]) <= 0 ? spare[left++] : order[right++];
    }
    System.arraycopy(spare, left, order, out, middle - left);
  }

  private void insertionSort(int[] order, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      int moving = order[i];
      int at = i;
      while (at > from && compare(order[at - 1], moving) > 0) {
        order[at] = order[at - 1];
        at--;
      }
      order[at] = moving;
    }
  }

  private int compare(int a, int b) {
    long keyA = keys[a];
    long keyB = keys[b];
    if (keyA != keyB) {
      return keyA < keyB ? -1 : 1;
    }
    return Arrays.compareUnsigned(names, start(a), ends[a], names, start(b), ends[b]);
  }
}
