package dev.varve.archive;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What has to lie above one layer's tree so that both together show another layer: its entries that
 * are new or different, with the directories they are in, and whiteouts for what it does not have.
 */
public final class LayerDelta {
  private final LayerIndex below;
  private final LayerIndex wanted;
  private final ByteBuffer belowRecords;
  private final ByteBuffer wantedRecords;
  private final ByteBuffer belowHeap;
  private final ByteBuffer wantedHeap;
  private final LayerIndex.Builder delta = new LayerIndex.Builder();
  private final Set<Integer> added = new HashSet<>();

  private LayerDelta(LayerIndex below, LayerIndex wanted) {
    this.below = below;
    this.wanted = wanted;
    this.belowRecords = records(below);
    this.wantedRecords = records(wanted);
    this.belowHeap = below.parts().heapOf(all(below));
    this.wantedHeap = wanted.parts().heapOf(all(wanted));
  }

  private static LayerIndex.Range all(LayerIndex index) {
    return new LayerIndex.Range(0, index.size());
  }

  private static ByteBuffer records(LayerIndex index) {
    return index.parts().recordsOf(all(index)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The difference, with content at the places of {@code wanted}.
   *
   * @param most how many entries it may have
   * @return empty if it would have more, or if a layer is not {@linkplain LayerIndex#isPlain plain}
   */
  public static Optional<LayerIndex> between(LayerIndex below, LayerIndex wanted, int most)
      throws ArchiveException {
    if (!below.isPlain() || !wanted.isPlain()) {
      return Optional.empty();
    }
    LayerDelta delta = new LayerDelta(below, wanted);
    return delta.collect(most) ? Optional.of(delta.delta.build()) : Optional.empty();
  }

  private boolean collect(int most) throws ArchiveException {
    int i = 0;
    int j = 0;
    int gone = 0;
    while (i < wanted.size() || j < below.size()) {
      int order = i == wanted.size() ? 1 : j == below.size() ? -1 : comparePaths(i, j);
      if (order > 0) {
        hide(j);
        gone++;
        j = below.end(j);
      } else if (order < 0) {
        add(i++);
      } else {
        boolean keepsBelow =
            wanted.type(i) == EntryType.DIRECTORY || below.type(j) != EntryType.DIRECTORY;
        if (!isSame(i, j)) {
          add(i);
        }
        i++;
        // A file above a directory hides all that is in it.
        j = keepsBelow ? j + 1 : below.end(j);
      }
      if (added.size() + gone > most) {
        return false;
      }
    }
    return true;
  }

  private void hide(int ordinal) throws ArchiveException {
    EntryPath path = below.path(ordinal);
    int parent = wanted.indexOf(path.parent());
    if (parent >= 0) {
      add(parent);
    }
    delta.add(LayerEntry.whiteout(path));
  }

  private void add(int ordinal) throws ArchiveException {
    for (int at = ordinal; at >= 0 && added.add(at); at = wanted.parent(at)) {
      delta.add(wanted.entry(at));
    }
  }

  private int comparePaths(int i, int j) {
    int a = wantedRecords.getInt(i * IndexFormat.RECORD + IndexFormat.R_PATH);
    int b = belowRecords.getInt(j * IndexFormat.RECORD + IndexFormat.R_PATH);
    int length = wanted.pathLength(i);
    int theirs = below.pathLength(j);
    for (int n = 0; n < Math.min(length, theirs); n++) {
      byte mine = wantedHeap.get(a + n);
      byte their = belowHeap.get(b + n);
      if (mine != their) {
        return EntryPath.rank(mine) - EntryPath.rank(their);
      }
    }
    return length - theirs;
  }

  /** Whether entries of the same path are the same in all that a tree shows. */
  private boolean isSame(int i, int j) {
    if (wanted.hasExtra(i) || below.hasExtra(j)) {
      LayerEntry above = wanted.entry(i).withPlace(false, 0, 0);
      return above.equals(below.entry(j).withPlace(false, 0, 0));
    }
    int a = i * IndexFormat.RECORD;
    int b = j * IndexFormat.RECORD;
    return isSame(a, b, IndexFormat.R_PATH_LENGTH, IndexFormat.R_PARENT)
        && isSame(a, b, IndexFormat.R_SIZE, IndexFormat.R_SOURCE)
        && isSame(a, b, IndexFormat.R_DIGEST, IndexFormat.RECORD);
  }

  private boolean isSame(int a, int b, int from, int to) {
    for (int at = from; at < to; at += Integer.BYTES) {
      if (wantedRecords.getInt(a + at) != belowRecords.getInt(b + at)) {
        return false;
      }
    }
    return true;
  }
}
