package dev.varve.build.step;

import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.build.copy.FileContent;
import dev.varve.build.copy.Imprinting;
import dev.varve.build.copy.LayerMerge;
import dev.varve.build.copy.StagedEntry;
import dev.varve.build.copy.TargetTree;
import dev.varve.store.Imprints;
import dev.varve.store.Layer;
import dev.varve.store.LayerEdit;
import dev.varve.store.files.FileList;
import dev.varve.store.files.FileList.Modified;
import dev.varve.store.files.ListedFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A COPY as a change of the layer that it made before: what it costs follows what is different in
 * the layer, but for a look at each entry.
 */
final class CopyEdit implements AutoCloseable {
  private final TargetTree target;
  private final LayerEdit edit;
  private final List<ListedFile> added = new ArrayList<>();
  private final List<Modified> modified = new ArrayList<>();
  private final List<EntryPath> removed = new ArrayList<>();
  private int fresh;
  private boolean small;

  private CopyEdit(TargetTree target, LayerEdit edit) {
    this.target = target;
    this.edit = edit;
  }

  /**
   * Works a change out.
   *
   * @param before the layer that the step made before
   * @return empty if the layer cannot be changed
   */
  static Optional<CopyEdit> of(TargetTree target, Layer before, Optional<LayerEdit> editing)
      throws IOException {
    if (editing.isEmpty()) {
      return Optional.empty();
    }
    CopyEdit copy = new CopyEdit(target, editing.get());
    LayerIndex old = before.index();
    Imprints imprints = before.imprints();
    Imprints known = imprints.isOf(Imprinting.how(target)) ? imprints : Imprints.NONE;
    new LayerMerge(target, old, known, copy.new Edits(old)).run();
    copy.small = copy.fresh <= old.size() / 2 + 64;
    return Optional.of(copy);
  }

  /** Whether the layers have so much in common that changing the one is the way to the other. */
  boolean isSmall() {
    return small;
  }

  /** What the layer will hold. */
  LayerIndex index() throws IOException {
    return edit.index();
  }

  Layer commit() throws IOException {
    return edit.commit(Imprinting.of(target, edit.index()));
  }

  @Override
  public void close() throws IOException {
    edit.close();
  }

  /** How the files differ, by their paths in the source, without what differs in its time only. */
  FileList.Difference difference() {
    added.sort(Comparator.comparing(ListedFile::path));
    modified.sort(Comparator.comparing(each -> each.newer().path()));
    removed.sort(null);
    return new FileList.Difference(added, modified, removed);
  }

  private final class Edits implements LayerMerge.Edits {
    private final LayerIndex old;

    Edits(LayerIndex old) {
      this.old = old;
    }

    @Override
    public void keep(int from, int to) throws IOException {
      edit.keep(from, to);
    }

    @Override
    public void put(int ordinal, StagedEntry staged) throws IOException {
      fresh++;
      FileContent content = staged.content();
      LayerEdit.Content opened = content == null ? null : content::open;
      if (ordinal < 0) {
        edit.put(staged.entry(), opened);
      } else {
        edit.replace(ordinal, staged.entry(), opened);
      }
      note(ordinal, staged);
    }

    private void note(int ordinal, StagedEntry staged) throws IOException {
      EntryPath path = staged.origin();
      if (path == null) {
        return;
      }
      ListedFile newer = FileLister.listed(staged.entry().withPath(path));
      if (ordinal < 0) {
        added.add(newer);
        return;
      }
      LayerEntry before = old.entry(ordinal);
      ListedFile older = FileLister.listed(before.withPath(path));
      if (!newer.sameAs(older)) {
        modified.add(new Modified(older, newer));
      }
      if (before.type() == EntryType.DIRECTORY && !staged.entry().isDirectory()) {
        below(ordinal, path);
      }
    }

    @Override
    public void drop(int ordinal, EntryPath origin) {
      if (!origin.isRoot()) {
        removed.add(origin);
        below(ordinal, origin);
      }
    }

    /** What was in a directory that is gone. */
    private void below(int ordinal, EntryPath origin) {
      EntryPath top = old.path(ordinal);
      for (int i = ordinal + 1; i < old.end(ordinal); i++) {
        removed.add(old.path(i).rebase(top, origin));
      }
    }
  }
}
