package dev.varve.archive;

import java.util.Arrays;
import java.util.List;

/**
 * Makes an index out of an earlier one in the order of paths: runs of entries that stay, and
 * entries that are new or take the place of one. What is not taken over is gone. The cost is that
 * of copying memory, and of the new entries.
 */
public final class IndexEditor {
  private static final int GONE = -1;

  private final LayerIndex old;
  private final IndexEncoder encoder;
  private final int[] moved;

  /**
   * @param old a {@linkplain LayerIndex#isPlain plain} one
   */
  public IndexEditor(LayerIndex old) {
    this.old = old;
    this.encoder = new IndexEncoder(Math.max(16, old.size() + 64));
    this.moved = new int[old.size()];
    Arrays.fill(moved, GONE);
  }

  /**
   * Takes over entries.
   *
   * @param by how much further on their content lies in the new layer's tar
   */
  public void keep(LayerIndex.Range run, long by) {
    if (run.from() < run.to()) {
      encoder.addRun(old, run, moved, by);
    }
  }

  /** Puts an entry that the old index has no other of the same path for. */
  public void put(LayerEntry entry) {
    encoder.add(entry, false);
  }

  /** Puts an entry in the place of an old one of the same path; what is below may be kept. */
  public void replace(int ordinal, LayerEntry entry) {
    moved[ordinal] = encoder.count();
    encoder.add(entry, false);
  }

  public LayerIndex finish() {
    return new LayerIndex(encoder.finish(List.of()));
  }
}
