package dev.varve.build.copy;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.RootView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A root as it will be: the view of the layers below, with the entries that a step adds. For one
 * thread.
 */
public final class TargetTree {
  private final RootView below;
  private final TreeMap<EntryPath, StagedEntry> staged = new TreeMap<>();

  public TargetTree(RootView below) {
    this.below = below;
  }

  /** What stands at a path itself. */
  public Optional<LayerEntry> find(EntryPath path) throws IOException {
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
  public void put(StagedEntry added) {
    EntryPath path = added.entry().path();
    if (!added.entry().isDirectory()) {
      Iterator<EntryPath> below = staged.tailMap(path, false).keySet().iterator();
      while (below.hasNext() && below.next().startsWith(path)) {
        below.remove();
      }
    }
    staged.put(path, added);
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

  public boolean isEmpty() {
    return staged.isEmpty();
  }

  /** The entries that were put, by path. */
  public List<StagedEntry> staged() {
    return List.copyOf(staged.values());
  }

  /**
   * Adds the directories above the entries as the layers below have them. Whoever unpacks this
   * layer by itself would otherwise invent owner and mode for them, and these would then win.
   */
  public void addParents() throws IOException {
    List<EntryPath> paths = new ArrayList<>(staged.keySet());
    for (EntryPath path : paths) {
      for (EntryPath up = path.parent(); !up.isRoot() && !staged.containsKey(up); ) {
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
        up = up.parent();
      }
    }
  }

  /** The index of a layer of these entries, without places of content. */
  public LayerIndex index() throws IOException {
    LayerIndex.Builder builder = new LayerIndex.Builder();
    for (StagedEntry each : staged.values()) {
      LayerEntry entry = each.entry();
      builder.add(
          entry.type() == EntryType.FILE
              ? entry.withContent(entry.size(), entry.digest(), 0, 0)
              : entry);
    }
    return builder.build();
  }
}
