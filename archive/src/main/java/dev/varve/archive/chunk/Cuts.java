package dev.varve.archive.chunk;

import java.util.Arrays;

/**
 * Finds where to cut a tar. A cut is before an entry, or inside a large file a multiple of {@link
 * #PIECE} bytes after the start of its content. Of the entries that would make a chunk neither too
 * small nor too large the one whose path has the lowest hash is chosen. So what is cut where
 * depends on what is near: behind an entry that came, went or changed its size the cuts are soon
 * the old ones again.
 *
 * <p>Changing any of this changes the bytes of every compressed layer.
 */
final class Cuts {
  /** No chunk before another one is smaller, unless a large file comes next to it. */
  static final long LEAST = 512 << 10;

  /** Where there is a choice no chunk is larger. */
  static final long MOST = 2 << 20;

  /** The parts of large files. */
  static final long PIECE = 1 << 20;

  private final Items items;
  private long[] cuts = new long[64];
  private int count;
  private int next;
  private int best = -1;
  private long bestHash;

  /** The entries of a tar in the order in which they lie there. */
  interface Items {
    int count();

    /** Where an entry starts; where the tar ends, for the number after the last. */
    long start(int item);

    /** A number that depends on its path only, and differs from path to path. */
    long hash(int item);

    /** How long the content of a file is. */
    long contentSize(int item);

    /** Where the content of a large file starts. */
    long contentStart(int item);
  }

  private Cuts(Items items) {
    this.items = items;
  }

  /** The start of each chunk, and the end of the last. */
  static long[] of(Items items) {
    Cuts cuts = new Cuts(items);
    cuts.find();
    if (cuts.count == 1) {
      // An empty tar is one empty chunk: it has a compressed form, too.
      return new long[2];
    }
    return Arrays.copyOf(cuts.cuts, cuts.count);
  }

  private void find() {
    cut(0);
    while (next < items.count()) {
      long at = items.start(next);
      if (at - last() > MOST) {
        if (cutAtBest()) {
          continue;
        }
        cut(at);
      }
      consider(at);
      if (items.contentSize(next) < PIECE) {
        next++;
      } else if (items.contentStart(next) + PIECE - last() <= MOST || !cutAtBest()) {
        cutInside();
        next++;
      }
      if (next == items.count() && items.start(next) - last() > MOST) {
        cutAtBest();
      }
    }
    cut(items.start(items.count()));
  }

  private void consider(long at) {
    if (at - last() >= LEAST) {
      long hash = items.hash(next);
      if (best < 0 || Long.compareUnsigned(hash, bestHash) < 0) {
        best = next;
        bestHash = hash;
      }
    }
  }

  /** Cuts before the best entry of those that were seen, and goes on there; false without one. */
  private boolean cutAtBest() {
    if (best < 0) {
      return false;
    }
    next = best;
    cut(items.start(best));
    return true;
  }

  private void cutInside() {
    long start = items.contentStart(next);
    long pieces = items.contentSize(next) / PIECE;
    for (long i = 1; i <= pieces; i++) {
      cut(start + i * PIECE);
    }
  }

  private long last() {
    return cuts[count - 1];
  }

  private void cut(long at) {
    best = -1;
    if (count > 0 && last() == at) {
      return;
    }
    if (count == cuts.length) {
      cuts = Arrays.copyOf(cuts, 2 * count);
    }
    cuts[count++] = at;
  }
}
