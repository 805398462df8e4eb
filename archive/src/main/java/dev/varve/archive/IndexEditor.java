package dev.varve.archive;

import java.util.List;

/**
 * Makes an index out of an earlier one in the order of paths: runs of entries that stay, and
 * entries that are new or take the place of one. What is not taken over is gone. The cost is that
 * of copying memory, and of the new entries.
 */
public final class IndexEditor {
  private static final int ROOM = 64;

  private final LayerIndex old;
  private final IndexEncoder encoder;
  private final IndexMoves moves = new IndexMoves();

  /** Up to where the old index was gone through. */
  private int seen;

  /**
   * An editor.
   *
   * @param old a {@linkplain LayerIndex#isPlain plain} one
   */
  public IndexEditor(LayerIndex old) {
    this(old, new IndexEncoder(old.size() + ROOM, old.parts().heap().limit() + 64 * ROOM));
    encoder.addContent(old.contentSize());
  }

  private IndexEditor(LayerIndex old, IndexEncoder encoder) {
    this.old = old;
    this.encoder = encoder;
  }

  /**
   * One that starts with nothing.
   *
   * @param entries about how many will be put
   */
  public static IndexEditor ofNothing(int entries) {
    return new IndexEditor(
        LayerIndex.empty(),
        new IndexEncoder(entries + ROOM, (int) Math.min(1 << 30, 32L * entries + 1024)));
  }

  /**
   * Takes over entries.
   *
   * @param by how much further on their content lies in the new layer's tar
   */
  public void keep(LayerIndex.Range run, long by) {
    if (run.from() < run.to()) {
      pass(run.from(), run.to());
      encoder.addRun(old, run, moves, by);
    }
  }

  /** Puts an entry that the old index has no other of the same path for. */
  public void put(LayerEntry entry) {
    encoder.add(entry, false);
  }

  /** As {@link #put(LayerEntry)}, of a file whose content lies at {@code offset}. */
  public void put(LayerEntry entry, long offset) {
    encoder.add(entry, false, offset);
  }

  /** Puts an entry in the place of an old one of the same path; what is below may be kept. */
  public void replace(int ordinal, LayerEntry entry) {
    moves.add(new LayerIndex.Range(ordinal, ordinal + 1), encoder.count());
    encoder.add(entry, false);
  }

  /** What is not kept does not count any more. */
  private void pass(int from, int next) {
    encoder.addContent(-old.parts().contentSize(new LayerIndex.Range(seen, from)));
    seen = next;
  }

  public LayerIndex finish() {
    pass(old.size(), old.size());
    return new LayerIndex(encoder.finish(List.of()));
  }
}
