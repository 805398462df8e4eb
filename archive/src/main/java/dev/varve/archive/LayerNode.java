package dev.varve.archive;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A path of a layer that is being put together, linked to its parent and siblings. */
final class LayerNode {
  /** The names of one file, and its metadata as the last header that named it gave it. */
  static final class Inode {
    final List<LayerNode> names = new ArrayList<>(2);
    LayerEntry file;

    Inode(LayerNode first, LayerEntry file) {
      this.file = file;
      names.add(first);
    }
  }

  final EntryPath path;
  final @Nullable LayerNode parent;

  /** What was described here; null for a whiteout or an implied directory. */
  @Nullable LayerEntry entry;

  /** Set as soon as the file has a second name. */
  @Nullable Inode inode;

  /** Lower layers' entry of that path is hidden. */
  boolean hidden;

  boolean removed;

  private @Nullable LayerNode firstChild;
  private @Nullable LayerNode next;
  private @Nullable LayerNode previous;

  LayerNode(EntryPath path, @Nullable LayerNode parent) {
    this.path = path;
    this.parent = parent;
    if (parent != null) {
      next = parent.firstChild;
      if (next != null) {
        next.previous = this;
      }
      parent.firstChild = this;
    }
  }

  boolean isDirectory() {
    return entry == null ? firstChild != null || !hidden : entry.isDirectory();
  }

  boolean isWhiteout() {
    return entry == null && firstChild == null && hidden;
  }

  @Nullable LayerNode firstChild() {
    return firstChild;
  }

  /** Cuts this node, which has no children, out of its parent's list. */
  void unlink() {
    removed = true;
    if (previous != null) {
      previous.next = next;
    } else if (parent != null) {
      parent.firstChild = next;
    }
    if (next != null) {
      next.previous = previous;
    }
  }

  /** Forgets this name of its file; other names keep the file. */
  void releaseInode() {
    if (inode != null) {
      inode.names.remove(this);
      inode = null;
    }
  }
}
