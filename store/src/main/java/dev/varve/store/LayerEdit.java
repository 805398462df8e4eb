package dev.varve.store;

import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.tar.TarEdit;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a layer out of an earlier one by naming what stays and what is new, in the order of paths.
 * Of what stays nothing is touched but, once, its bytes, for the diff ID.
 *
 * <p>For one thread at a time. Nothing is stored before {@link #commit}.
 */
public final class LayerEdit {
  private final Drafts drafts;
  private final Layer old;
  private final Extents extents;
  private final TarEdit edit;
  private final Map<EntryPath, Content> contents = new HashMap<>();
  private TarEdit.@Nullable Edited edited;

  private LayerEdit(Drafts drafts, Layer old, Extents extents, TarEdit edit) {
    this.drafts = drafts;
    this.old = old;
    this.extents = extents;
    this.edit = edit;
  }

  /** Null if the layer is not one that can be edited: one that this store wrote, and plain. */
  static @Nullable LayerEdit of(Drafts drafts, Layer old) throws IOException {
    LayerMeta meta = old.meta();
    boolean canonical =
        switch (meta.form()) {
          case EXTENTS -> true;
          case TAR -> meta.diffId().equals(meta.own());
          case TREE -> false;
        };
    if (!canonical || !old.index().isPlain()) {
      return null;
    }
    Extents extents = drafts.extents(old).orElse(null);
    TarEdit edit = new TarEdit(old.index());
    return extents == null || extents.size() != meta.size() || !edit.fits(meta.size())
        ? null
        : new LayerEdit(drafts, old, extents, edit);
  }

  /** Opens the content of a new file. */
  @FunctionalInterface
  public interface Content {
    InputStream open() throws IOException;
  }

  /** The layer that is changed. */
  public Layer old() {
    return old;
  }

  /** Keeps the old entries from one ordinal up to, not including, another. */
  public void keep(int from, int to) {
    edit.keep(from, to);
  }

  /**
   * Puts an entry of a path that the old layer does not have, or has only where it is not kept.
   *
   * @param entry with the digest of its content; no hard link
   * @param content null for what has none
   */
  public void put(LayerEntry entry, @Nullable Content content) throws IOException {
    edit.put(entry);
    remember(entry, content);
  }

  /** As {@link #put}, in the place of an old entry of the same path; what is below may be kept. */
  public void replace(int ordinal, LayerEntry entry, @Nullable Content content) throws IOException {
    edit.replace(ordinal, entry);
    remember(entry, content);
  }

  private void remember(LayerEntry entry, @Nullable Content content) {
    if (entry.type() == EntryType.HARDLINK) {
      throw new IllegalArgumentException("a hard link: " + entry.path());
    }
    if (content != null) {
      contents.put(entry.path(), content);
    }
  }

  /** What the new layer holds; nothing can be added after that. */
  public LayerIndex index() {
    return edited().index();
  }

  private TarEdit.Edited edited() {
    TarEdit.Edited known = edited;
    if (known == null) {
      known = edit.finish();
      edited = known;
    }
    return known;
  }

  /**
   * Stores the layer.
   *
   * @throws dev.varve.store.disk.DamagedException some content is not what its entry says
   */
  public Layer commit() throws IOException {
    try (TarDraft draft = drafts.start()) {
      for (TarEdit.Piece piece : edited().pieces()) {
        switch (piece) {
          case TarEdit.Piece.Kept kept -> draft.take(extents, kept.from(), kept.to() - kept.from());
          case TarEdit.Piece.Fresh fresh -> write(draft, fresh.entry());
        }
      }
      return drafts.adopt(draft.finish(), index(), old);
    } catch (IOException e) {
      throw drafts.disk().explain(e);
    }
  }

  private void write(TarDraft draft, LayerEntry placed) throws IOException {
    LayerEntry entry = placed.withPlace(false, 0, 0);
    Content content = contents.get(entry.path());
    if (content == null) {
      draft.add(entry);
      return;
    }
    try (InputStream in = content.open()) {
      draft.add(entry, in);
    }
  }
}
