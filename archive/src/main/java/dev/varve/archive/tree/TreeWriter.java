package dev.varve.archive.tree;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.ContentSource;
import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.linux.Dir;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Unpacks a layer into a directory that can be a lower directory of an overlay mounted with {@code
 * userxattr}: whiteouts as character devices 0:0, opaque directories marked with {@code
 * user.overlay.opaque}. Nothing is merged: what is written is this layer alone, so it should be
 * {@link dev.varve.archive.LayerRebase rebased} on the layers below it first.
 *
 * <p>Everything is reached through open directories, and no symbolic link is ever followed, so that
 * no entry can touch anything outside of the tree.
 */
public final class TreeWriter {
  /** Entries that are written by one task. */
  private static final int ENTRIES_PER_TASK = 128;

  private static final long BYTES_PER_TASK = 4 << 20;

  private final LayerIndex index;
  private final ContentSource source;
  private final Path tree;
  private final Dir root;
  private final EntryWriter.Context context;

  private TreeWriter(
      LayerIndex index, ContentSource source, Path tree, Dir root, Consumer<String> warnings) {
    this.tree = tree;
    this.index = index;
    this.source = source;
    this.root = root;
    this.context = new EntryWriter.Context(warnings);
  }

  /**
   * Unpacks into {@code tree}, an existing empty directory. Not atomic: after a failure the tree is
   * worthless, and its remains are the caller's to delete. Not synced.
   *
   * @param warnings takes one line for each kind of thing this process may not make: devices and
   *     attributes without the privilege. Called by several threads.
   * @throws ArchiveException content that is missing; an owner that the user namespace does not
   *     map; a hard link to what the layer does not have
   * @throws IOException as the file system says
   */
  public static void apply(
      LayerIndex index, ContentSource source, Path tree, Consumer<String> warnings)
      throws IOException {
    try (Dir root = Dir.open(tree)) {
      new TreeWriter(index, source, tree, root, warnings).write();
    }
  }

  /** As the other, without a word about what cannot be made. */
  public static void apply(LayerIndex index, ContentSource source, Path tree) throws IOException {
    apply(index, source, tree, _ -> {});
  }

  private void write() throws IOException {
    makeDirectories();
    TaskPool<LayerIndex.Range> pool = new TaskPool<>(Files::new);
    pool.addAll(tasks());
    pool.run();
    makeLinks();
    finishDirectories();
  }

  private void makeDirectories() throws IOException {
    try (OpenDirectory at = new OpenDirectory(root)) {
      for (int i = 0; i < index.size(); i++) {
        if (index.type(i) == EntryType.DIRECTORY) {
          EntryPath path = index.path(i);
          if (!path.isRoot()) {
            at.parentOf(path).mkdir(path.name(), 0700);
          }
        }
      }
    }
  }

  private List<LayerIndex.Range> tasks() {
    List<LayerIndex.Range> tasks = new ArrayList<>();
    int from = 0;
    long bytes = 0;
    for (int i = 0; i < index.size(); i++) {
      bytes += index.type(i) == EntryType.FILE ? index.fileSize(i) : 0;
      if (i + 1 - from == ENTRIES_PER_TASK || bytes > BYTES_PER_TASK) {
        tasks.add(new LayerIndex.Range(from, i + 1));
        from = i + 1;
        bytes = 0;
      }
    }
    tasks.add(new LayerIndex.Range(from, index.size()));
    return tasks;
  }

  /** Writes everything but directories and hard links. */
  private final class Files implements TaskPool.Worker<LayerIndex.Range> {
    private final OpenDirectory at = new OpenDirectory(root);
    private final EntryWriter writer = new EntryWriter(context);

    @Override
    public void run(LayerIndex.Range range) throws IOException {
      for (int i = range.from(); i < range.to(); i++) {
        switch (index.type(i)) {
          case DIRECTORY, HARDLINK -> {}
          case FILE, SYMLINK, CHAR_DEVICE, BLOCK_DEVICE, FIFO, WHITEOUT -> {
            LayerEntry entry = index.entry(i);
            writer.write(at.parentOf(entry.path()), entry, source);
          }
        }
      }
    }

    @Override
    public void close() {
      at.close();
    }
  }

  private void makeLinks() throws IOException {
    try (OpenDirectory at = new OpenDirectory(root);
        OpenDirectory from = new OpenDirectory(root)) {
      for (int i = 0; i < index.size(); i++) {
        if (index.type(i) != EntryType.HARDLINK) {
          continue;
        }
        LayerEntry link = index.entry(i);
        EntryPath target = EntryPath.of(link.linkTarget().toArray());
        int file = index.indexOf(target);
        if (file < 0 || index.type(file) != EntryType.FILE) {
          throw new ArchiveException(
              link.path(), "hard link to " + target + ", which the layer does not have");
        }
        at.parentOf(link.path()).link(from.parentOf(target), target.name(), link.path().name());
      }
    }
  }

  /** Owner, mode, attributes and times, when nothing changes below any more; the deepest first. */
  private void finishDirectories() throws IOException {
    EntryWriter writer = new EntryWriter(context);
    try (OpenDirectory at = new OpenDirectory(root)) {
      for (int i = index.size() - 1; i >= 0; i--) {
        if (index.type(i) == EntryType.DIRECTORY) {
          LayerEntry entry = index.entry(i);
          if (entry.path().isRoot()) {
            finishRoot(writer, entry);
          } else {
            writer.describe(at.parentOf(entry.path()), entry);
          }
        }
      }
    }
  }

  private void finishRoot(EntryWriter writer, LayerEntry entry) throws IOException {
    Path absolute = tree.toAbsolutePath().normalize();
    Path above = absolute.getParent();
    Path name = absolute.getFileName();
    if (above == null || name == null) {
      throw new IllegalArgumentException("not a place for a tree: " + tree);
    }
    try (Dir parent = Dir.open(above)) {
      writer.describe(parent, name.toString().getBytes(StandardCharsets.UTF_8), entry);
    }
  }
}
