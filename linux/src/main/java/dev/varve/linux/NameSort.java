package dev.varve.linux;

import java.util.Arrays;

/** Sorts positions by the names they stand for: a merge sort without boxing. */
final class NameSort {
  private static final int SMALL = 12;

  private final byte[] names;
  private final int[] ends;

  NameSort(byte[] names, int[] ends) {
    this.names = names;
    this.ends = ends;
  }

  void sort(int[] order) {
    sort(order, new int[order.length], 0, order.length);
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
    int startA = a == 0 ? 0 : ends[a - 1];
    int startB = b == 0 ? 0 : ends[b - 1];
    return Arrays.compareUnsigned(names, startA, ends[a], names, startB, ends[b]);
  }
}
