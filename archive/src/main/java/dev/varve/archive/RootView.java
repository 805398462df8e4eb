package dev.varve.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;

/**
 * The root file system that a stack of layers makes, read from their indexes alone. Immutable and
 * safe for use by several threads.
 *
 * <p>Whiteouts, opaque directories and replaced entries hide what lower layers have. A directory
 * that a layer merely implies shows the lower layer's directory; where that has a symbolic link or
 * a file, the directory replaces it, as it does in a stack of directories that an overlay is
 * mounted of.
 */
public final class RootView {
  /** Most symbolic links followed in one resolution. */
  public static final int MAX_LINKS = 255;

  private final List<LayerIndex> layers;

  public RootView(List<LayerIndex> bottomFirst) {
    layers = List.copyOf(bottomFirst);
  }

  /** This view with one more layer on top. */
  public RootView with(LayerIndex top) {
    List<LayerIndex> more = new ArrayList<>(layers);
    more.add(top);
    return new RootView(more);
  }

  /** The layers, bottom first. */
  public List<LayerIndex> layers() {
    return layers;
  }

  /**
   * What stands at a path.
   *
   * @param entry the entry; a {@link EntryType#HARDLINK} with everything its file has
   * @param layer the ordinal of the layer whose index the entry's source and offset are of
   */
  public record Found(LayerEntry entry, int layer) {}

  /**
   * Where a path leads.
   *
   * @param path without symbolic links, as far as the path exists
   * @param found what is there; empty if nothing is
   * @param existing the deepest directory on the way that is there: {@code path} itself, its
   *     parent, or further up
   */
  public record Resolved(EntryPath path, Optional<Found> found, EntryPath existing) {
    public boolean exists() {
      return found.isPresent();
    }

    public boolean isDirectory() {
      return found.isPresent() && found.get().entry().isDirectory();
    }
  }

  /** What stands at {@code path} itself; no symbolic link is followed. The root always exists. */
  public Optional<Found> find(EntryPath path) {
    Optional<Found> found = findUpTo(layers.size(), path);
    return found.isEmpty() && path.isRoot()
        ? Optional.of(new Found(LayerEntry.directory(path, 0755).withImplied(true), 0))
        : found;
  }

  private Optional<Found> findUpTo(int top, EntryPath path) {
    for (int i = top - 1; i >= 0; i--) {
      LayerIndex layer = layers.get(i);
      int deepest = layer.deepest(path);
      if (deepest < 0) {
        continue;
      }
      EntryType type = layer.type(deepest);
      if (layer.hasPath(deepest, path)) {
        return type == EntryType.WHITEOUT
            ? Optional.empty()
            : Optional.of(completed(i, deepest, layer.entry(deepest)));
      }
      if (type != EntryType.DIRECTORY || layer.covered(deepest)) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** Adds what the layer leaves to lower ones: metadata of implied directories, linked files. */
  private Found completed(int layer, int ordinal, LayerEntry entry) {
    Found self = new Found(entry, layer);
    if (entry.implied() && !layers.get(layer).covered(ordinal)) {
      return findUpTo(layer, entry.path())
          .filter(lower -> lower.entry().isDirectory())
          .orElse(self);
    }
    if (entry.type() == EntryType.HARDLINK && entry.digest() == null) {
      EntryPath target = EntryPath.of(entry.linkTarget().toArray());
      int own = layers.get(layer).indexOf(target);
      if (own < 0 || layers.get(layer).type(own) == EntryType.WHITEOUT) {
        return findUpTo(layer, target)
            .filter(lower -> lower.entry().hasContent())
            .map(lower -> new Found(entry.withFileOf(lower.entry()), lower.layer()))
            .orElse(self);
      }
    }
    return self;
  }

  /**
   * Follows {@code path} inside the root, its last component too. What is missing is taken as it is
   * written.
   *
   * @throws ArchiveException too many symbolic links, or something that is no directory on the way
   */
  public Resolved resolve(EntryPath path) throws ArchiveException {
    return walk(path, true);
  }

  /** As {@link #resolve}, but a symbolic link in the last component is the answer. */
  public Resolved resolveParent(EntryPath path) throws ArchiveException {
    return walk(path, false);
  }

  private Resolved walk(EntryPath path, boolean followLast) throws ArchiveException {
    Deque<byte[]> todo = new ArrayDeque<>();
    push(todo, path.components());
    EntryPath at = EntryPath.ROOT;
    int links = 0;
    while (true) {
      byte[] name = todo.poll();
      if (name == null) {
        return new Resolved(at, find(at), at);
      }
      if (isDot(name)) {
        continue;
      }
      if (isDotDot(name)) {
        at = at.parent();
        continue;
      }
      EntryPath next = child(path, at, name);
      Optional<Found> found = find(next);
      if (found.isEmpty()) {
        return new Resolved(missing(path, next, todo), Optional.empty(), at);
      }
      LayerEntry entry = found.get().entry();
      if (entry.isDirectory()) {
        at = next;
      } else if (todo.isEmpty() && (entry.type() != EntryType.SYMLINK || !followLast)) {
        return new Resolved(next, found, at);
      } else if (entry.type() != EntryType.SYMLINK) {
        throw new ArchiveException(path, next.absolute() + " is not a directory");
      } else if (++links > MAX_LINKS) {
        throw new ArchiveException(path, "too many symbolic links");
      } else {
        byte[] target = entry.linkTarget().toArray();
        at = target.length > 0 && target[0] == '/' ? EntryPath.ROOT : at;
        push(todo, split(target));
      }
    }
  }

  private static void push(Deque<byte[]> todo, byte[][] names) {
    for (int i = names.length - 1; i >= 0; i--) {
      todo.push(names[i]);
    }
  }

  private static byte[][] split(byte[] target) {
    List<byte[]> names = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= target.length; i++) {
      if (i == target.length || target[i] == '/') {
        if (i > start) {
          names.add(Arrays.copyOfRange(target, start, i));
        }
        start = i + 1;
      }
    }
    return names.toArray(byte[][]::new);
  }

  private static boolean isDot(byte[] name) {
    return name.length == 1 && name[0] == '.';
  }

  private static boolean isDotDot(byte[] name) {
    return name.length == 2 && name[0] == '.' && name[1] == '.';
  }

  private static EntryPath missing(EntryPath asked, EntryPath first, Deque<byte[]> rest)
      throws ArchiveException {
    EntryPath at = first;
    for (byte[] name : rest) {
      if (isDotDot(name)) {
        at = at.parent();
      } else if (!isDot(name)) {
        at = child(asked, at, name);
      }
    }
    return at;
  }

  private static EntryPath child(EntryPath asked, EntryPath at, byte[] name)
      throws ArchiveException {
    try {
      return at.child(name);
    } catch (IllegalArgumentException e) {
      throw new ArchiveException(asked, String.valueOf(e.getMessage()));
    }
  }

  /**
   * What is directly in {@code directory}, sorted; empty if that is no directory. No symbolic link
   * is followed.
   */
  public List<Found> list(EntryPath directory) {
    TreeMap<EntryPath, Found> entries = new TreeMap<>();
    Set<EntryPath> hidden = new HashSet<>();
    for (int i = layers.size() - 1; i >= 0; i--) {
      LayerIndex layer = layers.get(i);
      int deepest = layer.deepest(directory);
      if (deepest < 0 && !directory.isRoot()) {
        continue;
      }
      if (deepest >= 0 && layer.type(deepest) != EntryType.DIRECTORY) {
        break;
      }
      LayerIndex.Range children = layer.children(directory);
      for (int child = children.from(); child < children.to(); child = layer.end(child)) {
        EntryPath path = layer.path(child);
        if (entries.containsKey(path) || hidden.contains(path)) {
          continue;
        }
        if (layer.type(child) == EntryType.WHITEOUT) {
          hidden.add(path);
        } else {
          entries.put(path, completed(i, child, layer.entry(child)));
        }
      }
      if (deepest >= 0 && layer.covered(deepest)) {
        break;
      }
    }
    return List.copyOf(entries.values());
  }

  /** Takes what a {@link #walk} comes by. */
  @FunctionalInterface
  public interface Visitor {
    /** Called for each entry; answers whether to go on below it. */
    boolean visit(Found found) throws IOException;
  }

  /** Visits everything below {@code directory}, in the order of paths. */
  public void walk(EntryPath directory, Visitor visitor) throws IOException {
    for (Found found : list(directory)) {
      if (visitor.visit(found) && found.entry().isDirectory()) {
        walk(found.entry().path(), visitor);
      }
    }
  }

  /**
   * Opens the content of a file.
   *
   * @param contents the content source of the layer with a given ordinal
   */
  public InputStream open(Found found, IntFunction<ContentSource> contents) throws IOException {
    if (!found.entry().hasContent()) {
      throw new ArchiveException(found.entry().path(), "not a file");
    }
    return contents.apply(found.layer()).open(found.entry());
  }
}
