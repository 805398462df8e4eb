package dev.varve.build.copy;

import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.model.Digest;
import dev.varve.store.Imprints;
import java.io.IOException;

/**
 * Goes through what a target will be and what an earlier layer holds side by side, and tells what
 * has to be done to the one to get the other. For what is the same no object is made.
 */
public final class LayerMerge {

  /** Takes what stays and what is new, in the order of paths. All else of the old layer goes. */
  public interface Edits {
    /** The old entries from one ordinal up to, not including, another stay. */
    void keep(int from, int to) throws IOException;

    /**
     * An entry is new.
     *
     * @param ordinal of the old entry with its path; negative if there is none
     */
    void put(int ordinal, StagedEntry entry) throws IOException;

    /**
     * An old entry, and what is below it, goes.
     *
     * @param origin what its path was in the source tree; the root if nobody knows
     */
    void drop(int ordinal, EntryPath origin);
  }

  private final TargetTree target;
  private final LayerIndex old;
  private final Imprints imprints;
  private final Edits edits;
  private final byte[] digest = new byte[Digest.SIZE];
  private int at;

  /**
   * A merge.
   *
   * @param imprints of the old layer, as far as they are of what would be copied as the target is:
   *     directories that have not changed since are not looked into
   */
  public LayerMerge(TargetTree target, LayerIndex old, Imprints imprints, Edits edits) {
    this.target = target;
    this.old = old;
    this.imprints = imprints;
    this.edits = edits;
  }

  public void run() throws IOException {
    var subtrees = target.subtrees().iterator();
    Subtree next = subtrees.hasNext() ? subtrees.next() : null;
    for (StagedEntry entry : target.entries()) {
      while (next != null && next.to().compareTo(entry.entry().path()) < 0) {
        subtree(next);
        next = subtrees.hasNext() ? subtrees.next() : null;
      }
      single(entry);
    }
    while (next != null) {
      subtree(next);
      next = subtrees.hasNext() ? subtrees.next() : null;
    }
    dropUpTo(old.size());
  }

  private void single(StagedEntry staged) throws IOException {
    LayerEntry entry = staged.entry();
    int found = old.indexOf(entry.path());
    dropUpTo(found < 0 ? -found - 1 : found);
    if (found >= 0 && isSame(old.entry(found), entry)) {
      edits.keep(found, found + 1);
    } else {
      edits.put(found, staged);
    }
    at = found >= 0 ? found + 1 : at;
  }

  private static boolean isSame(LayerEntry old, LayerEntry entry) {
    return old.withPlace(false, 0, 0).equals(entry.withPlace(false, 0, 0));
  }

  private void dropUpTo(int ordinal) {
    while (at < ordinal) {
      edits.drop(at, EntryPath.ROOT);
      // What is below goes too, as far as it is not what comes next.
      at = Math.min(ordinal, old.end(at));
    }
  }

  private void subtree(Subtree subtree) throws IOException {
    LayerIndex.Range there = old.range(subtree.to());
    int first = there.from();
    boolean self = first < there.to() && old.pathLength(first) == subtree.to().length();
    dropUpTo(Math.max(at, self && !subtree.to().isRoot() ? first + 1 : first));
    int from = Math.max(at, first);
    if (isAsCopied(subtree.folder(), self ? first : Imprints.ROOT)
        && from == (self ? first + 1 : first)) {
      edits.keep(from, there.to());
    } else {
      merge(new Place(subtree, subtree.folder(), subtree.to(), subtree.origin()), from, there.to());
    }
    at = Math.max(at, there.to());
  }

  /** Whether the contents of an old directory are a copy of what is in a folder now. */
  private boolean isAsCopied(SourceFolder folder, int ordinal) {
    byte[] imprint = imprints.count() == 0 ? null : folder.imprint();
    return imprint != null && imprints.matches(ordinal, imprint);
  }

  /**
   * A folder, where it goes and where it comes from.
   *
   * @param path in the layer
   */
  private record Place(Subtree subtree, SourceFolder folder, EntryPath path, EntryPath origin) {
    Place child(int i, byte[] name) {
      return new Place(subtree, folder.child(i), path.child(name), origin.child(name));
    }

    int prefix() {
      return path.isRoot() ? 0 : path.length() + 1;
    }
  }

  /** Merges a folder with the old entries of that directory, from one ordinal up to another. */
  private void merge(Place place, int from, int to) throws IOException {
    SourceFolder folder = place.folder();
    int prefix = place.prefix();
    int next = from;
    for (int i = 0; i < folder.size(); i++) {
      byte[] name = folder.name(i);
      int order = 1;
      while (next < to) {
        order = old.compareName(next, prefix, name);
        if (order >= 0) {
          break;
        }
        next = drop(place, next);
      }
      if (next == to || order > 0) {
        insert(place, i, name);
        continue;
      }
      boolean directory = folder.type(i) == EntryType.DIRECTORY;
      if (isSame(place.subtree(), folder, i, next)) {
        edits.keep(next, next + 1);
      } else {
        edits.put(next, place.subtree().entry(folder, i, place.path().child(name)));
      }
      if (directory) {
        directory(place.child(i, name), next);
      }
      next = old.end(next);
    }
    while (next < to) {
      next = drop(place, next);
    }
  }

  /** Merges a folder with what is in an old entry of its path, if that is a directory. */
  private void directory(Place place, int ordinal) throws IOException {
    if (old.type(ordinal) != EntryType.DIRECTORY) {
      merge(place, ordinal + 1, ordinal + 1);
    } else if (isAsCopied(place.folder(), ordinal)) {
      edits.keep(ordinal + 1, old.end(ordinal));
    } else {
      merge(place, ordinal + 1, old.end(ordinal));
    }
  }

  private int drop(Place place, int ordinal) {
    edits.drop(ordinal, place.origin().child(old.path(ordinal).name()));
    return old.end(ordinal);
  }

  private void insert(Place place, int i, byte[] name) throws IOException {
    edits.put(-1, place.subtree().entry(place.folder(), i, place.path().child(name)));
    if (place.folder().type(i) == EntryType.DIRECTORY) {
      merge(place.child(i, name), 0, 0);
    }
  }

  private boolean isSame(Subtree subtree, SourceFolder folder, int i, int ordinal)
      throws IOException {
    EntryType type = folder.type(i);
    if (old.type(ordinal) != type
        || old.mtimeSeconds(ordinal) != folder.mtimeSeconds(i)
        || old.mtimeNanos(ordinal) != folder.mtimeNanos(i)
        || old.mode(ordinal) != subtree.mode(folder, i)
        || old.uid(ordinal) != subtree.uid(folder, i)
        || old.gid(ordinal) != subtree.gid(folder, i)) {
      return false;
    }
    return switch (type) {
      case DIRECTORY -> !old.hasExtra(ordinal);
      case FILE -> {
        folder.digest(i, digest, 0);
        yield old.fileSize(ordinal) == folder.fileSize(i)
            && !old.hasExtra(ordinal)
            && old.hasDigest(ordinal, digest, 0);
      }
      case SYMLINK -> {
        folder.digest(i, digest, 0);
        byte[] target = old.entry(ordinal).linkTarget().toArray();
        yield Digest.sha256Of(target).equals(Digest.ofSha256(digest.clone()));
      }
      case CHAR_DEVICE, BLOCK_DEVICE, FIFO, HARDLINK, WHITEOUT -> {
        LayerEntry entry = old.entry(ordinal);
        yield isSame(entry, subtree.entry(folder, i, entry.path()).entry());
      }
    };
  }
}
