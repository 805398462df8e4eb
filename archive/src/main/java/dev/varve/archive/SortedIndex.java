package dev.varve.archive;

import java.util.List;

/**
 * Makes an index of entries that are already what the index shall say: sorted by path, each path
 * once, every parent before what is in it (except that the root may be missing). A hard link leads
 * to a file that came before and carries what it has in common with it ({@link
 * LayerEntry#withFileOf}). What need not be so goes to a {@link LayerIndex.Builder}.
 */
public final class SortedIndex {
  private final IndexEncoder encoder;
  private final int most = Limits.DEFAULT.entries();

  /**
   * @param entries how many are expected
   */
  public SortedIndex(int entries) {
    this.encoder = new IndexEncoder(entries, 64 + 48 * entries);
  }

  /**
   * @throws ArchiveException a name that no layer can have, or too many entries
   */
  public void add(LayerEntry entry) throws ArchiveException {
    if (entry.path().hasMarkerName()) {
      throw new ArchiveException(
          entry.path(), "a name that starts with .wh. cannot be stored in a layer");
    }
    if (encoder.count() == most) {
      throw new ArchiveException("more than " + most + " entries");
    }
    encoder.add(entry, false);
  }

  public LayerIndex finish() {
    return new LayerIndex(encoder.finish(List.of()));
  }
}
