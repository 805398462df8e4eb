package dev.varve.store;

import dev.varve.archive.ArchiveException;
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
 * <p>For one thread at a time. Nothing is stored before {@link #commit}; closing without it leaves
 * nothing.
 */
public final class LayerEdit implements AutoCloseable {
  private final Drafts drafts;
  private final Layer old;
  private final Extents extents;
  private final TarEdit edit;
  private final Map<EntryPath, Content> contents = new HashMap<>();
  private TarEdit.@Nullable Edited edited;
  private @Nullable LayerIndex index;
  private @Nullable EditedTar tar;

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

  /** Opens the content of a new file, on any thread. */
  @FunctionalInterface
  public interface Content {
    InputStream open() throws IOException;
  }

  /** The layer that is changed. */
  public Layer old() {
    return old;
  }

  /**
   * Keeps the old entries from one ordinal up to, not including, another.
   *
   * @throws ArchiveException the old layer cannot be edited after all
   */
  public void keep(int from, int to) throws ArchiveException {
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

  /**
   * What the new layer holds; nothing can be added after that. While it is put together, another
   * thread begins with the tar.
   */
  public LayerIndex index() throws IOException {
    LayerIndex known = index;
    if (known == null) {
      begin();
      TarEdit.Edited made = edited();
      known = made.isUnchanged() ? old.index() : made.index();
      index = known;
    }
    return known;
  }

  private TarEdit.Edited edited() throws IOException {
    TarEdit.Edited known = edited;
    if (known == null) {
      known = edit.finish();
      edited = known;
    }
    return known;
  }

  private EditedTar begin() throws IOException {
    EditedTar begun = tar;
    if (begun == null) {
      begun = new EditedTar(drafts, old, edited());
      tar = begun;
      if (!edited().isUnchanged()) {
        begun.start(extents, contents);
      }
    }
    return begun;
  }

  /**
   * Stores the layer.
   *
   * @param imprints what its directories were copied from, as far as that is known
   * @throws dev.varve.store.disk.DamagedException some content is not what its entry says
   */
  public Layer commit(Imprints imprints) throws IOException {
    LayerIndex made = index();
    if (edited().isUnchanged()) {
      return old;
    }
    try {
      return begin().commit(made, imprints);
    } catch (IOException e) {
      throw drafts.disk().explain(e);
    }
  }

  @Override
  public void close() throws IOException {
    EditedTar begun = tar;
    if (begun != null) {
      begun.close();
    }
  }
}
