package dev.varve.runtime.container;

import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.RootView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a container changed, by Docker's rules: each path that was added, changed or deleted, and
 * the directories above it as changed. A directory that was only copied up and is as it was, is not
 * listed for itself.
 */
final class ContainerDiff {

  private final RootView image;
  private final List<Change> changes = new ArrayList<>();
  private final Set<EntryPath> listed = new HashSet<>();

  private ContainerDiff(RootView image) {
    this.image = image;
  }

  /**
   * The changes, sorted by path.
   *
   * @param image the image below
   * @param upper what the container wrote
   */
  static List<Change> of(RootView image, LayerIndex upper) {
    ContainerDiff diff = new ContainerDiff(image);
    for (LayerEntry entry : upper) {
      if (!entry.path().isRoot()) {
        diff.entry(entry);
      }
    }
    return diff.changes;
  }

  private void entry(LayerEntry entry) {
    Optional<RootView.Found> before = image.find(entry.path());
    if (entry.type() == EntryType.WHITEOUT) {
      if (before.isPresent()) {
        add(Change.Kind.DELETED, entry.path());
      }
    } else if (before.isEmpty()) {
      add(Change.Kind.ADDED, entry.path());
    } else if (!isSameDirectory(entry, before.get().entry())) {
      add(Change.Kind.CHANGED, entry.path());
    }
  }

  private static boolean isSameDirectory(LayerEntry after, LayerEntry before) {
    return after.isDirectory()
        && before.isDirectory()
        && !after.opaque()
        && after.mode() == before.mode()
        && after.uid() == before.uid()
        && after.gid() == before.gid()
        && after.mtimeSeconds() == before.mtimeSeconds()
        && after.mtimeNanos() == before.mtimeNanos();
  }

  private void add(Change.Kind kind, EntryPath path) {
    parents(path);
    if (listed.add(path)) {
      changes.add(new Change(kind, path));
    }
  }

  private void parents(EntryPath path) {
    EntryPath parent = path.parent();
    if (!parent.isRoot() && !listed.contains(parent)) {
      add(Change.Kind.CHANGED, parent);
    }
  }
}
