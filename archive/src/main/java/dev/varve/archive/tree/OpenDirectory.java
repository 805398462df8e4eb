package dev.varve.archive.tree;

import dev.varve.archive.EntryPath;
import dev.varve.linux.Dir;
import java.io.IOException;

/**
 * Keeps the directory that was asked for last open: entries come sorted, so that the next one is
 * mostly in the same. Below the root the kernel resolves ({@code RESOLVE_IN_ROOT}).
 */
final class OpenDirectory implements AutoCloseable {
  private final Dir root;
  private Dir open;
  private EntryPath path = EntryPath.ROOT;

  /** Starts at {@code root}, which stays the caller's. */
  OpenDirectory(Dir root) {
    this.root = root;
    this.open = root;
  }

  Dir parentOf(EntryPath entry) throws IOException {
    if (!entry.isChildOf(path)) {
      EntryPath parent = entry.parent();
      close();
      if (!parent.isRoot()) {
        open = root.openDirInRoot(parent.toArray());
        path = parent;
      }
    }
    return open;
  }

  @Override
  public void close() {
    if (!path.isRoot()) {
      open.close();
      open = root;
      path = EntryPath.ROOT;
    }
  }
}
