package dev.varve.archive.tar;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.EntryType;
import dev.varve.archive.IndexEditor;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import java.util.ArrayList;
import java.util.List;

/**
 * The canonical tar of a layer that differs from another one in some entries, as ranges of the
 * other's tar and new entries in between. Nothing is read or written.
 *
 * <p>Entries come in the order of their paths; those of the old layer that are not kept are gone.
 */
public final class TarEdit {
  private static final String MARKER = "a name that starts with .wh. cannot be stored in a layer";

  private final LayerIndex old;
  private final CanonicalTar.Starts starts;
  private final IndexEditor index;
  private final HeaderEncoder headers = new HeaderEncoder();
  private final List<Piece> pieces = new ArrayList<>();
  private long position;
  private int keptUpTo;
  private int keepFrom;

  /**
   * @param old a {@linkplain LayerIndex#isPlain plain} index with content at its places in the
   *     canonical tar
   */
  public TarEdit(LayerIndex old) throws ArchiveException {
    this.old = old;
    this.starts = CanonicalTar.starts(old);
    this.index = new IndexEditor(old);
  }

  /** A part of the new tar. */
  public sealed interface Piece {
    /** These bytes of the old tar. */
    record Kept(long from, long to) implements Piece {}

    /** An entry with its header, content and padding. */
    record Fresh(LayerEntry entry) implements Piece {}
  }

  /**
   * What came out.
   *
   * @param index with the places of all content in the new tar
   * @param pieces of the new tar, in order
   * @param size of the new tar in bytes
   */
  public record Edited(LayerIndex index, List<Piece> pieces, long size) {}

  /** Whether the index says where the content lies in its canonical tar, which has this size. */
  public boolean fits(long tarSize) {
    return starts.agree() && starts.size() == tarSize;
  }

  /** Keeps the entries from {@code from} up to, not including, {@code to}. */
  public void keep(int from, int to) {
    if (from != keptUpTo) {
      flush();
      keepFrom = from;
    }
    keptUpTo = to;
  }

  /** Puts an entry that the old layer has none of its path for. */
  public void put(LayerEntry entry) throws ArchiveException {
    flush();
    index.put(placed(entry));
  }

  /** Puts an entry in the place of the old one with that ordinal and the same path. */
  public void replace(int ordinal, LayerEntry entry) throws ArchiveException {
    flush();
    index.replace(ordinal, placed(entry));
  }

  private LayerEntry placed(LayerEntry entry) throws ArchiveException {
    if (entry.path().hasMarkerName()) {
      throw new ArchiveException(entry.path(), MARKER);
    }
    position += headers.encode(entry).size();
    LayerEntry placed = entry;
    if (entry.type() == EntryType.FILE) {
      placed = entry.withContent(entry.size(), entry.digest(), 0, position);
      position += entry.size() + Tar.padding(entry.size());
    }
    pieces.add(new Piece.Fresh(placed));
    return placed;
  }

  private void flush() {
    if (keepFrom < keptUpTo) {
      long from = starts.of(keepFrom);
      long to = starts.of(keptUpTo);
      index.keep(new LayerIndex.Range(keepFrom, keptUpTo), position - from);
      pieces.add(new Piece.Kept(from, to));
      position += to - from;
    }
    keepFrom = keptUpTo;
  }

  /** Ends it; nothing can be added after that. */
  public Edited finish() {
    flush();
    // The end of the archive is the same in every tar.
    pieces.add(new Piece.Kept(starts.of(old.size()), starts.size()));
    position += starts.size() - starts.of(old.size());
    return new Edited(index.finish(), List.copyOf(pieces), position);
  }
}
