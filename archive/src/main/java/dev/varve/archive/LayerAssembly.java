package dev.varve.archive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Plays the entries of a layer in the order they come, as an applier would: what a later entry
 * replaces is gone, parents that are symbolic links of this layer are followed inside the root,
 * names of one file share it.
 */
final class LayerAssembly {
  /** As Linux's own limit for one look-up. */
  private static final int MAX_LINKS = 40;

  /** What a node, its entry and their share of the finished index take besides names. */
  private static final int NODE_BYTES = 512;

  /** A file with several names. */
  private static final int INODE_BYTES = 320;

  private static final int XATTR_BYTES = 128;

  private final Map<EntryPath, LayerNode> nodes = new HashMap<>();
  private final List<LayerNode> order = new ArrayList<>();
  private final LayerNode root = new LayerNode(EntryPath.ROOT, null);
  private final int maxNodes;
  private LayerNode lastParent = root;
  private EntryPath lastParentPath = EntryPath.ROOT;

  /** Hostile or not, a layer gets only so much of the heap. */
  private long memory = Runtime.getRuntime().maxMemory() / 4 * 3;

  LayerAssembly(int maxNodes) {
    this.maxNodes = maxNodes;
    nodes.put(EntryPath.ROOT, root);
    root.hidden = false;
  }

  void add(LayerEntry entry) throws ArchiveException {
    if (entry.path().isRoot()) {
      addRoot(entry);
      return;
    }
    chargeVariable(entry);
    if (entry.path().hasMarkerName()) {
      throw new ArchiveException(
          entry.path(), "a name that starts with .wh. cannot be stored in a layer");
    }
    LayerNode parent = parentOf(entry.path());
    EntryPath path = entry.path();
    if (!path.isChildOf(parent.path)) {
      path = childOf(parent, path.name());
    }
    LayerEntry placed = path.equals(entry.path()) ? entry : entry.withPath(path);
    LayerNode target = linkTarget(placed);
    LayerNode node = nodes.get(path);
    if (node != null && entry.implied() && !node.isDirectory() && !node.isWhiteout()) {
      addBehind(node, entry);
      return;
    }
    if (node == null) {
      node = create(path, parent);
      if (placed.type() == EntryType.WHITEOUT) {
        node.hidden = true;
        return;
      }
    } else if (placed.type() == EntryType.WHITEOUT) {
      node.hidden = true;
      return;
    } else {
      makeRoom(node, placed);
      if (target != null && target.removed) {
        throw new ArchiveException(path, "hard link to what it replaces");
      }
    }
    place(node, placed, target);
  }

  /**
   * An opaque marker stands in the directory that its path leads to: it cannot replace a link or a
   * file in that place, as an entry for the directory would.
   */
  private void addBehind(LayerNode link, LayerEntry marker) throws ArchiveException {
    LayerNode directory = new LinkWalk(marker.path()).reach(link.path);
    LayerEntry placed = marker.withPath(directory.path);
    if (directory.path.isRoot()) {
      addRoot(placed);
    } else {
      place(directory, placed, null);
    }
  }

  private void addRoot(LayerEntry entry) throws ArchiveException {
    if (!entry.isDirectory()) {
      throw new ArchiveException(EntryPath.ROOT, "the root can only be a directory");
    }
    boolean opaque = entry.opaque() || (root.entry != null && root.entry.opaque());
    if (entry.implied() && root.entry != null) {
      root.entry = root.entry.withOpaque(opaque);
    } else {
      root.entry = entry.withOpaque(opaque);
    }
  }

  private void chargeVariable(LayerEntry entry) throws ArchiveException {
    long bytes = 3L * entry.linkTarget().length();
    for (Xattr xattr : entry.xattrs()) {
      bytes += XATTR_BYTES + 3L * (xattr.name().length() + xattr.value().length());
    }
    charge(bytes);
  }

  private void charge(long bytes) throws ArchiveException {
    memory -= bytes;
    if (memory < 0) {
      throw new ArchiveException(
          "a layer with so many entries needs more memory than the "
              + (Runtime.getRuntime().maxMemory() >> 20)
              + " MiB there are");
    }
  }

  private static EntryPath childOf(LayerNode parent, byte[] name) throws ArchiveException {
    try {
      return parent.path.child(name);
    } catch (IllegalArgumentException e) {
      throw new ArchiveException(parent.path, String.valueOf(e.getMessage()));
    }
  }

  private LayerNode create(EntryPath path, LayerNode parent) throws ArchiveException {
    if (order.size() >= maxNodes) {
      throw new ArchiveException("more than " + maxNodes + " entries");
    }
    charge(NODE_BYTES + 3L * path.length());
    LayerNode node = new LayerNode(path, parent);
    nodes.put(path, node);
    order.add(node);
    return node;
  }

  /** Prepares {@code node} for becoming {@code next}. */
  private void makeRoom(LayerNode node, LayerEntry next) {
    node.releaseInode();
    if (!next.isDirectory()) {
      clearBelow(node);
    } else if (!node.isDirectory() && !node.isWhiteout()) {
      // An applier removes what was there, of this layer and of lower ones, and starts empty.
      node.hidden = true;
    }
  }

  private void clearBelow(LayerNode node) {
    LayerNode at = node;
    while (true) {
      LayerNode child = at.firstChild();
      if (child != null) {
        at = child;
      } else if (at == node) {
        return;
      } else {
        LayerNode up = at.parent;
        at.releaseInode();
        at.unlink();
        nodes.remove(at.path);
        forgetLastParent();
        at = up == null ? node : up;
      }
    }
  }

  private void forgetLastParent() {
    lastParent = root;
    lastParentPath = EntryPath.ROOT;
  }

  private void place(LayerNode node, LayerEntry entry, @Nullable LayerNode target)
      throws ArchiveException {
    if (target == null) {
      boolean keepOpaque =
          entry.isDirectory()
              && node.entry != null
              && node.entry.isDirectory()
              && node.entry.opaque();
      if (entry.implied() && node.entry != null && node.entry.isDirectory()) {
        node.entry = node.entry.withOpaque(keepOpaque || entry.opaque());
      } else {
        node.entry = keepOpaque ? entry.withOpaque(true) : entry;
      }
      return;
    }
    LayerEntry original = target.entry;
    if (target.isDirectory() || original == null) {
      throw new ArchiveException(entry.path(), "hard link to the directory " + target.path);
    }
    switch (original.type()) {
      case FILE, HARDLINK -> {
        LayerNode.Inode inode = target.inode;
        charge(INODE_BYTES);
        if (inode == null) {
          inode = new LayerNode.Inode(target, original);
          target.inode = inode;
        }
        inode.names.add(node);
        inode.file = original(inode.file, entry);
        node.inode = inode;
        node.entry = entry;
      }
      // Nobody can tell two names of a link, device or pipe from two of them.
      case SYMLINK, CHAR_DEVICE, BLOCK_DEVICE, FIFO -> node.entry = original.withPath(entry.path());
      case DIRECTORY, WHITEOUT -> throw new IllegalStateException("checked above");
    }
  }

  /** The file as a further header names it: its owner, mode and time hold for all names. */
  private static LayerEntry original(LayerEntry file, LayerEntry link) {
    List<Xattr> xattrs = link.xattrs().isEmpty() ? file.xattrs() : link.xattrs();
    return file.withMetadataOf(link).withXattrs(xattrs);
  }

  /** The node that a hard link names, if the layer has it already. */
  private @Nullable LayerNode linkTarget(LayerEntry entry) throws ArchiveException {
    if (entry.type() != EntryType.HARDLINK) {
      return null;
    }
    EntryPath named = EntryPath.of(entry.linkTarget().toArray());
    LayerNode target = nodes.get(named);
    if (target == null && !named.isRoot()) {
      LayerNode parent = new LinkWalk(entry.path()).find(named.parent());
      target = parent == null ? null : nodes.get(childOf(parent, named.name()));
    }
    if (target != null && target.path.equals(entry.path())) {
      throw new ArchiveException(entry.path(), "hard link to itself");
    }
    return target == null || target.isWhiteout() ? null : target;
  }

  /**
   * Ties links to files that came after them, and puts the names of each file in order.
   *
   * @throws ArchiveException links that lead to nothing but themselves, or to a directory
   */
  void bindLinks() throws ArchiveException {
    for (LayerNode node : order) {
      LayerEntry entry = node.entry;
      if (node.removed || entry == null || entry.type() != EntryType.HARDLINK) {
        continue;
      }
      LayerNode.Inode inode = node.inode;
      LayerEntry link = inode == null ? entry : inode.file;
      if (link.type() == EntryType.HARDLINK) {
        bindLate(node, link);
      }
    }
    for (LayerNode node : order) {
      LayerNode.Inode inode = node.inode;
      if (!node.removed && inode != null && inode.names.getFirst() == node) {
        inode.names.sort(Comparator.comparing(name -> name.path));
      }
    }
  }

  private void bindLate(LayerNode node, LayerEntry link) throws ArchiveException {
    LayerNode target = linkTarget(link.withPath(node.path));
    if (target == null) {
      return;
    }
    LayerNode.Inode inode = node.inode;
    if (target.inode != null && target.inode == inode) {
      throw new ArchiveException(node.path, "hard links that lead to each other");
    }
    List<LayerNode> names = inode == null ? List.of(node) : List.copyOf(inode.names);
    for (LayerNode name : names) {
      name.releaseInode();
      place(name, link.withPath(name.path), target);
    }
  }

  private LayerNode parentOf(EntryPath path) throws ArchiveException {
    int cut = path.length() - path.name().length - 1;
    if (cut <= 0) {
      forgetLastParent();
      return root;
    }
    EntryPath parentPath = path.parent();
    if (parentPath.equals(lastParentPath) && isCurrentDirectory(lastParent)) {
      return lastParent;
    }
    LayerNode node = nodes.get(parentPath);
    if (node == null || !node.isDirectory()) {
      node = new LinkWalk(path).reach(parentPath);
    }
    lastParent = node;
    lastParentPath = parentPath;
    return node;
  }

  private static boolean isCurrentDirectory(LayerNode node) {
    return !node.removed && node.isDirectory();
  }

  /** All nodes of the finished layer, sorted by path; the root only where it says something. */
  List<LayerNode> sorted() {
    List<LayerNode> alive = new ArrayList<>(order.size() + 1);
    if (root.entry != null) {
      alive.add(root);
    }
    for (LayerNode node : order) {
      if (!node.removed) {
        alive.add(node);
      }
    }
    alive.sort(Comparator.comparing(node -> node.path));
    return alive;
  }

  /** Whether the node is a hard link to something that this layer does not have. */
  static boolean leadsOut(LayerNode node) {
    LayerEntry file = node.inode == null ? node.entry : node.inode.file;
    return file != null && file.type() == EntryType.HARDLINK;
  }

  /** What the index says of a node. */
  static LayerEntry finished(LayerNode node) {
    LayerEntry entry = node.entry;
    if (entry == null) {
      return node.isWhiteout()
          ? LayerEntry.whiteout(node.path)
          : LayerEntry.directory(node.path, 0755).withImplied(true).withOpaque(node.hidden);
    }
    LayerNode.Inode inode = node.inode;
    if (inode == null) {
      return entry.isDirectory() && node.hidden ? entry.withOpaque(true) : entry;
    }
    LayerNode first = inode.names.getFirst();
    if (inode.file.type() == EntryType.HARDLINK || node == first) {
      return inode.file.withPath(node.path);
    }
    return LayerEntry.hardlink(node.path, first.path).withFileOf(inode.file);
  }

  /** One look-up that follows the symbolic links of this layer, never out of the root. */
  private final class LinkWalk {
    private final EntryPath asked;
    private int links;

    LinkWalk(EntryPath asked) {
      this.asked = asked;
    }

    /** The directory at {@code path}, made where nothing is there. */
    LayerNode reach(EntryPath path) throws ArchiveException {
      LayerNode node = walk(root, path.toArray(), true);
      if (node == null || !(node.isDirectory() || node.isWhiteout())) {
        throw new ArchiveException(asked, "a file stands where a directory is needed");
      }
      return node;
    }

    /** The directory at {@code path} if the layer has it. */
    @Nullable LayerNode find(EntryPath path) throws ArchiveException {
      return walk(root, path.toArray(), false);
    }

    private @Nullable LayerNode walk(LayerNode from, byte[] path, boolean make)
        throws ArchiveException {
      LayerNode at = path.length > 0 && path[0] == '/' ? root : from;
      int start = 0;
      for (int i = 0; i <= path.length; i++) {
        if (i < path.length && path[i] != '/') {
          continue;
        }
        int length = i - start;
        LayerNode next = step(at, path, start, length, make);
        if (next == null) {
          return null;
        }
        at = next;
        start = i + 1;
      }
      return at;
    }

    private @Nullable LayerNode step(LayerNode at, byte[] path, int start, int length, boolean make)
        throws ArchiveException {
      if (length == 0 || (length == 1 && path[start] == '.')) {
        return at;
      }
      if (length == 2 && path[start] == '.' && path[start + 1] == '.') {
        return at.parent == null ? root : at.parent;
      }
      byte[] name = Arrays.copyOfRange(path, start, start + length);
      EntryPath childPath = childOf(at, name);
      LayerNode child = nodes.get(childPath);
      if (child == null) {
        if (make && childPath.hasMarkerName()) {
          throw new ArchiveException(asked, "a link on its way leads to the name of a marker");
        }
        return make ? create(childPath, at) : null;
      }
      LayerEntry entry = child.entry;
      if (entry == null || entry.isDirectory()) {
        return child;
      }
      if (entry.type() != EntryType.SYMLINK) {
        throw new ArchiveException(asked, "its parent " + childPath + " is not a directory");
      }
      if (++links > MAX_LINKS) {
        throw new ArchiveException(asked, "too many symbolic links on the way");
      }
      return walk(at, entry.linkTarget().toArray(), make);
    }
  }
}
