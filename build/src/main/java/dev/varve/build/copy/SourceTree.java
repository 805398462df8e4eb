package dev.varve.build.copy;

import dev.varve.archive.EntryPath;
import dev.varve.archive.LayerEntry;
import dev.varve.model.Digest;
import dev.varve.store.Layer;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A tree of files that COPY and ADD read: the build context, or the root of a stage or image. */
public interface SourceTree {

  /**
   * Something in the tree.
   *
   * @param entry its path in the tree and its metadata; the digest may be unknown yet
   * @param file equal for names of the same file and only for those; null if it has one name only
   * @param layer whose index the entry is of, if it is in a layer
   */
  record Node(LayerEntry entry, @Nullable Object file, @Nullable Layer layer) {
    public EntryPath path() {
      return entry.path();
    }

    public boolean isDirectory() {
      return entry.isDirectory();
    }
  }

  /** What stands at a path; no link is followed. The root always exists. */
  Optional<Node> find(EntryPath path) throws IOException;

  /** What is directly in a directory, sorted by name. */
  List<Node> children(EntryPath directory) throws IOException;

  /** Says that all files at and below these paths will be asked for their digests. */
  void prepare(List<EntryPath> paths) throws IOException, InterruptedException;

  /**
   * One digest for everything that is selected: names, types, modes, owners, link targets and
   * content, but no times, and nothing of a selected directory itself. Empty if the tree has no
   * quick way to it. Counts as {@link #prepare}.
   */
  default Optional<Digest> digestOf(List<Selection.Selected> selected)
      throws IOException, InterruptedException {
    return Optional.empty();
  }

  /**
   * All below a directory by number; empty if the tree has no quick way to it, or some file there
   * has several names.
   */
  default Optional<SourceFolder> folder(Node directory) throws IOException {
    return Optional.empty();
  }

  /** The digest of a file's content. */
  Digest digest(Node file) throws IOException, InterruptedException;

  /** The content of a file. */
  InputStream open(Node file) throws IOException;

  /** Why a path that was asked for is not there, as the end of a sentence; with a hint if any. */
  Absence explainAbsence(String path) throws IOException;

  /**
   * Why something is not there.
   *
   * @param reason such as {@code not found in the build context}
   */
  record Absence(String reason, @Nullable String hint) {}
}
