package dev.varve.build.copy;

import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.store.LayerPack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the tar of a target that is all directories: each file is read once, hashed, which makes
 * its digest known or checks it, and put into the tar. A few threads read and encode pieces of the
 * tar, which are appended in order.
 */
public final class Packing {
  /** Entries are read in pieces of about this much. */
  private static final long PIECE_BYTES = 1 << 20;

  private static final int PIECE_ENTRIES = 512;

  /** A larger file is not held in memory. */
  static final long LARGE = 1 << 20;

  private final List<PackedPiece> pieces = new ArrayList<>();
  private List<PackedPiece.Run> runs = new ArrayList<>();
  private long bytes;
  private int entries;

  private Packing() {}

  /**
   * How much there is to pack.
   *
   * @param entries below the target's directories
   * @param unknown of them, those in directories of which something has yet to be read
   * @param readable whether all of them can be read again
   */
  public record Extent(int entries, int unknown, boolean readable) {

    /** Whether most has yet to be read. */
    public boolean isMostlyUnknown() {
      return readable && unknown > entries / 2;
    }
  }

  /**
   * How much there would be to do.
   *
   * @param target one {@linkplain TargetTree#isOfDirectories of directories}
   */
  public static Extent extent(TargetTree target) {
    Extent sum = new Extent(0, 0, true);
    for (Subtree subtree : target.subtrees()) {
      sum = sum(sum, subtree.folder());
    }
    return sum;
  }

  private static Extent sum(Extent before, SourceFolder folder) {
    Extent sum =
        new Extent(
            before.entries + folder.size(),
            before.unknown + (folder.isDigested() ? 0 : folder.size()),
            before.readable && folder.isReadable());
    for (int i : folder.directories()) {
      sum = sum(sum, folder.child(i));
    }
    return sum;
  }

  /**
   * Writes all entries of the target.
   *
   * @throws IOException also as {@link dev.varve.model.VarveException} when something cannot be
   *     read, or changes; the layer is of no use then
   */
  public static void write(TargetTree target, LayerPack layer)
      throws IOException, InterruptedException {
    Packing packing = new Packing();
    packing.plan(target);
    PieceReaders readers = new PieceReaders(packing.pieces);
    // A piece that was appended holds its entries, and is to be forgotten.
    packing.pieces.clear();
    readers.run(piece -> piece.append(layer));
  }

  private void plan(TargetTree target) {
    var subtrees = target.subtrees().iterator();
    Subtree next = subtrees.hasNext() ? subtrees.next() : null;
    for (StagedEntry entry : target.entries()) {
      while (next != null && next.to().compareTo(entry.entry().path()) < 0) {
        folder(next, next.folder(), next.to());
        next = subtrees.hasNext() ? subtrees.next() : null;
      }
      add(new PackedPiece.Single(entry.entry()), 0, 1);
    }
    while (next != null) {
      folder(next, next.folder(), next.to());
      next = subtrees.hasNext() ? subtrees.next() : null;
    }
    cut();
  }

  private void folder(Subtree subtree, SourceFolder folder, EntryPath path) {
    int start = 0;
    for (int i = 0; i < folder.size(); i++) {
      boolean directory = folder.type(i) == EntryType.DIRECTORY;
      boolean large = folder.fileSize(i) > LARGE;
      if (large) {
        some(subtree, folder, path, start, i);
        cut();
        pieces.add(new PackedPiece.Large(subtree, folder, path, i));
        start = i + 1;
        continue;
      }
      bytes += folder.fileSize(i);
      entries++;
      if (directory || bytes >= PIECE_BYTES || entries >= PIECE_ENTRIES) {
        some(subtree, folder, path, start, i + 1);
        start = i + 1;
      }
      if (directory) {
        folder(subtree, folder.child(i), path.child(folder.name(i)));
      }
    }
    some(subtree, folder, path, start, folder.size());
  }

  private void some(Subtree subtree, SourceFolder folder, EntryPath path, int from, int to) {
    if (from < to) {
      add(new PackedPiece.Some(subtree, folder, path, from, to), 0, 0);
    }
  }

  private void add(PackedPiece.Run run, long size, int count) {
    runs.add(run);
    bytes += size;
    entries += count;
    if (bytes >= PIECE_BYTES || entries >= PIECE_ENTRIES) {
      cut();
    }
  }

  private void cut() {
    if (!runs.isEmpty()) {
      pieces.add(new PackedPiece.Small(runs));
      runs = new ArrayList<>();
    }
    bytes = 0;
    entries = 0;
  }
}
