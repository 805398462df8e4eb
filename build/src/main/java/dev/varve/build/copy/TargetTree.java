package dev.varve.build.copy;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.RootView;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A root as it will be: the view of the layers below, with the entries that a step adds. For one
 * thread.
 */
public final class TargetTree {
  private final RootView below;
  private final TreeMap<EntryPath, StagedEntry> staged = new TreeMap<>();

  /** Directories whose contents are not staged one by one; none in another. */
  private final TreeMap<EntryPath, Subtree> subtrees = new TreeMap<>();

  public TargetTree(RootView below) {
    this.below = below;
  }

  /** What stands at a path itself. */
  public Optional<LayerEntry> find(EntryPath path) throws IOException {
    expandAbove(path);
    StagedEntry own = staged.get(path);
    if (own != null) {
      return Optional.of(own.entry());
    }
    for (EntryPath up = path.parent(); !staged.isEmpty(); up = up.parent()) {
      StagedEntry above = staged.get(up);
      if (above != null && !above.entry().isDirectory()) {
        return Optional.empty();
      }
      if (up.isRoot()) {
        break;
      }
    }
    return below.find(path).map(RootView.Found::entry);
  }

  /** Where a path leads, all links followed inside the root. */
  public EntryPath follow(EntryPath path) throws IOException {
    return PathWalk.follow(this::find, path);
  }

  /** Puts an entry; what was at its path is replaced, unless both are directories. */
  public void put(StagedEntry added) throws IOException {
    EntryPath path = added.entry().path();
    expandAbove(path);
    if (!added.entry().isDirectory()) {
      removeBelow(staged, path);
      subtrees.remove(path);
      removeBelow(subtrees, path);
    }
    staged.put(path, added);
  }

  private static <T> void removeBelow(NavigableMap<EntryPath, T> map, EntryPath path) {
    Iterator<EntryPath> below = map.tailMap(path, false).keySet().iterator();
    while (below.hasNext() && below.next().startsWith(path)) {
      below.remove();
    }
  }

  /**
   * Whether the contents of a directory can be put below {@code to} as they are: nothing was put
   * there, and what lower layers have there is a directory where the source has one, and none where
   * it has something else.
   */
  boolean isFreeFor(SourceFolder folder, EntryPath to) throws IOException {
    expandAbove(to);
    return isEmptyBelow(staged, to)
        && !subtrees.containsKey(to)
        && isEmptyBelow(subtrees, to)
        && agrees(folder, to);
  }

  private static <T> boolean isEmptyBelow(NavigableMap<EntryPath, T> map, EntryPath path) {
    EntryPath next = map.higherKey(path);
    return next == null || !next.startsWith(path);
  }

  private boolean agrees(SourceFolder folder, EntryPath at) {
    int next = 0;
    for (RootView.Found found : below.list(at)) {
      LayerEntry lower = found.entry();
      byte[] name = lower.path().name();
      while (next < folder.size() && Arrays.compareUnsigned(folder.name(next), name) < 0) {
        next++;
      }
      if (next < folder.size() && Arrays.equals(folder.name(next), name)) {
        boolean directory = folder.type(next) == EntryType.DIRECTORY;
        if (directory != lower.isDirectory()
            || (directory && !agrees(folder.child(next), lower.path()))) {
          return false;
        }
      }
    }
    return true;
  }

  /** Puts all that is in a directory, for which there {@linkplain #isFreeFor is room}. */
  void put(Subtree subtree) {
    if (subtree.folder().size() > 0) {
      subtrees.put(subtree.to(), subtree);
    }
  }

  /** Somebody looks at single entries of a subtree, or changes them. */
  private void expandAbove(EntryPath path) throws IOException {
    Map.Entry<EntryPath, Subtree> near = subtrees.lowerEntry(path);
    if (near != null && path.startsWith(near.getKey())) {
      expand(near.getKey());
    }
  }

  private void expand(EntryPath to) throws IOException {
    Subtree subtree = subtrees.remove(to);
    if (subtree != null) {
      try {
        subtree.expansion().run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
    }
  }

  private void expandAll() throws IOException {
    while (!subtrees.isEmpty()) {
      expand(subtrees.firstKey());
    }
  }

  /**
   * Makes a directory and its parents where they are missing.
   *
   * @param path without symbolic links
   * @param made what a new directory looks like; its path does not matter
   */
  public void makeDirectories(EntryPath path, LayerEntry made) throws IOException {
    Optional<LayerEntry> present = find(path);
    if (present.isPresent()) {
      if (!present.get().isDirectory()) {
        throw new ArchiveException(path.absolute() + " is not a directory");
      }
      return;
    }
    makeDirectories(path.parent(), made);
    put(new StagedEntry(made.withPath(path), null, null));
  }

  /** The entries that were put, by path. */
  public List<StagedEntry> staged() throws IOException {
    expandAll();
    return List.copyOf(staged.values());
  }

  /** Whether nothing was put but directories and all that is in them. */
  public boolean isOfDirectories() {
    return !subtrees.isEmpty()
        && staged.values().stream().allMatch(each -> each.entry().isDirectory());
  }

  /** The entries that were put one by one, by path. */
  Collection<StagedEntry> entries() {
    return staged.values();
  }

  /** The directories that were put as a whole, by path; no entry was put below one of them. */
  Collection<Subtree> subtrees() {
    return subtrees.values();
  }

  /**
   * Adds the directories above the entries as the layers below have them. Whoever unpacks this
   * layer by itself would otherwise invent owner and mode for them, and these would then win.
   */
  public void addParents() throws IOException {
    for (EntryPath path : List.copyOf(staged.keySet())) {
      addParents(path.parent());
    }
    for (EntryPath path : subtrees.keySet()) {
      addParents(path);
    }
  }

  private void addParents(EntryPath from) throws ArchiveException {
    for (EntryPath up = from; !up.isRoot() && !staged.containsKey(up); up = up.parent()) {
      Optional<LayerEntry> entry = below.find(up).map(RootView.Found::entry);
      if (entry.isEmpty() || !entry.get().isDirectory()) {
        throw new ArchiveException(up.absolute() + " is not a directory");
      }
      staged.put(
          up,
          new StagedEntry(
              entry.get().withOpaque(false).withImplied(false).withContent(0, null, 0, 0),
              null,
              null));
    }
  }

  /** The index of a layer of these entries, without places of content. */
  public LayerIndex index() throws IOException {
    LayerIndex.Builder builder = new LayerIndex.Builder();
    for (StagedEntry each : staged()) {
      LayerEntry entry = each.entry();
      builder.add(
          entry.type() == EntryType.FILE
              ? entry.withContent(entry.size(), entry.digest(), 0, 0)
              : entry);
    }
    return builder.build();
  }
}
