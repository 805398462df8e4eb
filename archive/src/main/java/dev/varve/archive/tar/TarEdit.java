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
  private static final int NEW = -1;

  private final LayerIndex old;
  private final TarStarts starts;
  private final HeaderEncoder headers = new HeaderEncoder();
  private final List<Piece> pieces = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();
  private long position;
  private int keptUpTo;
  private int keepFrom;

  /**
   * @param old a {@linkplain LayerIndex#isPlain plain} index with content at its places in the
   *     canonical tar
   */
  public TarEdit(LayerIndex old) {
    this.old = old;
    this.starts = new TarStarts(old);
  }

  /** A part of the new tar. */
  public sealed interface Piece {
    /** These bytes of the old tar. */
    record Kept(long from, long to) implements Piece {}

    /** An entry with its header, content and padding. */
    record Fresh(LayerEntry entry) implements Piece {}
  }

  /** What makes the new index of the old one. */
  private sealed interface Change {
    record Keep(LayerIndex.Range run, long by) implements Change {}

    /** An entry in the place of an old one, or where there was none. */
    record Put(LayerEntry entry, int ordinal) implements Change {}
  }

  /** What came out. Safe for several threads. */
  public static final class Edited {
    private final LayerIndex old;
    private final List<Piece> pieces;
    private final List<Change> changes;
    private final long size;

    private Edited(LayerIndex old, List<Piece> pieces, List<Change> changes, long size) {
      this.old = old;
      this.pieces = List.copyOf(pieces);
      this.changes = List.copyOf(changes);
      this.size = size;
    }

    /** Whether the new layer is the old one. */
    public boolean isUnchanged() {
      return old.isEmpty()
          ? changes.isEmpty()
          : changes.equals(List.of(new Change.Keep(new LayerIndex.Range(0, old.size()), 0)));
    }

    /** The new tar, in order. */
    public List<Piece> pieces() {
      return pieces;
    }

    /** The size of the new tar in bytes. */
    public long size() {
      return size;
    }

    /** Makes the index, with the places of all content in the new tar. */
    public LayerIndex index() {
      IndexEditor editor = new IndexEditor(old);
      for (Change change : changes) {
        switch (change) {
          case Change.Keep(LayerIndex.Range run, long by) -> editor.keep(run, by);
          case Change.Put(LayerEntry entry, int ordinal) when ordinal == NEW -> editor.put(entry);
          case Change.Put(LayerEntry entry, int ordinal) -> editor.replace(ordinal, entry);
        }
      }
      return editor.finish();
    }
  }

  /** Whether the index agrees with the size of its canonical tar. */
  public boolean fits(long tarSize) {
    try {
      return new TarStarts(old).size() == tarSize;
    } catch (ArchiveException e) {
      return false;
    }
  }

  /**
   * Keeps the entries from {@code from} up to, not including, {@code to}.
   *
   * @throws ArchiveException here or later: the index does not say where their content lies
   */
  public void keep(int from, int to) throws ArchiveException {
    if (from != keptUpTo) {
      flush();
      keepFrom = from;
    }
    keptUpTo = to;
  }

  /** Puts an entry that the old layer has none of its path for. */
  public void put(LayerEntry entry) throws ArchiveException {
    flush();
    changes.add(new Change.Put(placed(entry), NEW));
  }

  /** Puts an entry in the place of the old one with that ordinal and the same path. */
  public void replace(int ordinal, LayerEntry entry) throws ArchiveException {
    flush();
    changes.add(new Change.Put(placed(entry), ordinal));
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

  private void flush() throws ArchiveException {
    if (keepFrom < keptUpTo) {
      long from = starts.of(keepFrom);
      long to = starts.of(keptUpTo);
      changes.add(new Change.Keep(new LayerIndex.Range(keepFrom, keptUpTo), position - from));
      pieces.add(new Piece.Kept(from, to));
      position += to - from;
    }
    keepFrom = keptUpTo;
  }

  /** Ends it; nothing can be added after that. */
  public Edited finish() throws ArchiveException {
    flush();
    // The end of the archive is the same in every tar.
    long end = starts.of(old.size());
    pieces.add(new Piece.Kept(end, starts.size()));
    position += starts.size() - end;
    return new Edited(old, pieces, changes, position);
  }
}
