package dev.varve.archive.compress;

/**
 * Finds the parts of a chunk that deflate could not make smaller: what is compressed or encrypted
 * already. Its bytes are as good as evenly distributed, which is seen in blocks of {@value #UNIT}
 * bytes, as tars have them; so the headers between small files of that kind are told apart. Costs a
 * few percent of what deflate takes.
 *
 * <p>Changing any of this changes the bytes of every layer that is compressed with gzip.
 */
final class NoiseRuns {
  private static final int UNIT = 512;

  /** Shorter ones are not worth ending a block of deflate for. */
  private static final int LEAST_UNITS = 8;

  /**
   * The sum of the squares of the counts of each byte value in a block. For random bytes it is
   * 1,534 on average, with a standard deviation of 45; what is up to here could be made smaller by
   * 2% at most if that was all that is wrong with it.
   */
  private static final int MOST_SQUARES = 1_800;

  private final int[] counts = new int[256];
  private final byte[] chunk;
  private final int units;
  private int start;
  private int end;

  /**
   * @param length how much of the array is the chunk
   */
  NoiseRuns(byte[] chunk, int length) {
    this.chunk = chunk;
    this.units = length / UNIT;
  }

  /** Finds the next run; false if there is none. Then {@link #start} and {@link #end} say where. */
  boolean next() {
    int least = end / UNIT;
    // Every run that is long enough has one of these blocks in it.
    for (int probe = roundUp(least); probe < units; probe += LEAST_UNITS) {
      if (!isNoise(probe)) {
        continue;
      }
      int from = probe;
      while (from > least && isNoise(from - 1)) {
        from--;
      }
      int to = probe + 1;
      while (to < units && isNoise(to)) {
        to++;
      }
      if (to - from >= LEAST_UNITS) {
        start = from * UNIT;
        end = to * UNIT;
        return true;
      }
      least = to;
    }
    return false;
  }

  private static int roundUp(int unit) {
    return (unit + LEAST_UNITS - 1) / LEAST_UNITS * LEAST_UNITS;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  private boolean isNoise(int unit) {
    java.util.Arrays.fill(counts, 0);
    int from = unit * UNIT;
    for (int i = from; i < from + UNIT; i++) {
      counts[chunk[i] & 0xff]++;
    }
    int squares = 0;
    for (int count : counts) {
      squares += count * count;
    }
    return squares <= MOST_SQUARES;
  }
}
