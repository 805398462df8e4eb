package dev.varve.archive;

import java.util.Arrays;

/** Where entries of an index came to be in another one, as runs in the order of both. */
final class IndexMoves {
  private int[] from = new int[16];
  private int[] to = new int[16];
  private int[] start = new int[16];
  private int count;
  private boolean identity = true;

  /** Notes that the entries of a run are at {@code ordinal} and after it now. */
  void add(LayerIndex.Range run, int ordinal) {
    identity &= run.from() == ordinal;
    if (count == from.length) {
      from = Arrays.copyOf(from, 2 * count);
      to = Arrays.copyOf(to, 2 * count);
      start = Arrays.copyOf(start, 2 * count);
    }
    from[count] = run.from();
    to[count] = run.to();
    start[count++] = ordinal;
  }

  /** Whether all are where they were. */
  boolean isIdentity() {
    return identity;
  }

  /** Where an entry is now; -1 if it is gone. */
  int of(int ordinal) {
    int found = Arrays.binarySearch(from, 0, count, ordinal);
    int run = found >= 0 ? found : -found - 2;
    return run >= 0 && ordinal < to[run] ? start[run] + ordinal - from[run] : -1;
  }
}
