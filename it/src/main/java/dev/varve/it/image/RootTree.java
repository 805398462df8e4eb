package dev.varve.it.image;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The files that a stack of layers amounts to, by the OCI layer specification: whiteouts hide what
 * lies below, an opaque marker hides everything below its directory, later entries replace.
 *
 * <p>Hard links share an inode; {@link #linkGroup} names a file's group by its first path.
 */
public final class RootTree {
  /** A file's identity: paths with the same number are hard links of each other. */
  private record Node(ImageEntry entry, long inode) {}

  private final TreeMap<String, Node> nodes = new TreeMap<>();

  private long lastInode;

  public RootTree() {}

  public RootTree(RootTree other) {
    nodes.putAll(other.nodes);
    lastInode = other.lastInode;
  }

  /** Applies a layer's tar entries in the order of the archive. */
  public void apply(List<ImageEntry> layer) {
    Set<String> own = new HashSet<>();
    for (ImageEntry entry : layer) {
      String name = name(entry.path());
      if (name.equals(".wh..wh..opq")) {
        String directory = parent(entry.path());
        removeBelow(directory, own);
      } else if (name.startsWith(".wh.")) {
        String parent = parent(entry.path());
        String hidden = (parent.isEmpty() ? "" : parent + "/") + name.substring(4);
        if (!own.contains(hidden)) {
          nodes.remove(hidden);
        }
        removeBelow(hidden, own);
      } else {
        put(entry);
        own.add(entry.path());
      }
    }
  }

  private void put(ImageEntry entry) {
    Node before = nodes.get(entry.path());
    if (before != null && entry.type() != ImageEntry.Type.DIRECTORY) {
      removeBelow(entry.path(), Set.of());
    }
    for (String p = parent(entry.path()); !p.isEmpty() && !isDirectory(p); p = parent(p)) {
      nodes.put(p, new Node(ImageEntry.impliedDirectory(p), ++lastInode));
    }
    if (entry.type() == ImageEntry.Type.HARDLINK) {
      Node target = nodes.get(entry.link());
      if (target == null) {
        throw new IllegalArgumentException(
            "hard link " + entry.path() + " to missing " + entry.link());
      }
      nodes.put(entry.path(), new Node(target.entry.at(entry.path()), target.inode));
    } else {
      nodes.put(entry.path(), new Node(entry, ++lastInode));
    }
  }

  private void removeBelow(String directory, Set<String> except) {
    String prefix = directory.isEmpty() ? "" : directory + "/";
    List<String> below = new ArrayList<>();
    for (String path : nodes.tailMap(prefix).keySet()) {
      if (!path.startsWith(prefix)) {
        break;
      }
      if (!path.isEmpty() && !except.contains(path)) {
        below.add(path);
      }
    }
    below.forEach(nodes::remove);
  }

  /** The entry at this path; null if there is none. */
  public @Nullable ImageEntry find(String path) {
    Node node = nodes.get(path);
    return node == null ? null : node.entry;
  }

  /** Whether there is a directory at this path; the root always is one. */
  public boolean isDirectory(String path) {
    ImageEntry entry = find(path);
    return path.isEmpty() || (entry != null && entry.type() == ImageEntry.Type.DIRECTORY);
  }

  /** Every entry by path. */
  public SortedMap<String, ImageEntry> entries() {
    TreeMap<String, ImageEntry> entries = new TreeMap<>();
    nodes.forEach((path, node) -> entries.put(path, node.entry));
    return entries;
  }

  /** The first path of the hard links that the file at {@code path} is one of: often itself. */
  public String linkGroup(String path) {
    long inode = Objects.requireNonNull(nodes.get(path)).inode;
    for (var other : nodes.entrySet()) {
      if (other.getValue().inode == inode) {
        return other.getKey();
      }
    }
    throw new AssertionError(path);
  }

  /** The path of the directory that holds this entry; the root's is the root. */
  static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
