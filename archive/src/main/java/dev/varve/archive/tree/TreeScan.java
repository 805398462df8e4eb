package dev.varve.archive.tree;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.Bytes;
import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.Xattr;
import dev.varve.linux.Dir;
import dev.varve.linux.FileHandle;
import dev.varve.linux.FileStat;
import dev.varve.linux.Listing;
import dev.varve.model.Digest;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One pass over a tree on several threads: directories listed, files hashed. */
final class TreeScan {
  /** Files of one directory that are hashed by one task. */
  private static final int FILES_PER_TASK = 128;

  private static final long BYTES_PER_TASK = 8 << 20;

  /**
   * An entry as it was found.
   *
   * @param inode set for files with several names, whose digest is there
   * @param unread whether the content is still to be hashed for this name
   */
  record Seen(LayerEntry entry, @Nullable Inode inode, boolean unread) {
    static Seen of(LayerEntry entry) {
      return new Seen(entry, null, false);
    }
  }

  /** A file with several names; whoever comes first hashes it. */
  static final class Inode {
    private volatile @Nullable Digest digest;

    @Nullable Digest digest() {
      return digest;
    }
  }

  private record InodeKey(long device, long inode) {}

  /** A directory to list, or files of it to read. */
  private record Task(EntryPath directory, List<Seen> files) {}

  private final Dir root;
  private final ConcurrentHashMap<InodeKey, Inode> inodes = new ConcurrentHashMap<>();
  private final TaskPool<Task> pool = new TaskPool<>(Reader::new);
  private final List<Seen> found = new ArrayList<>();

  TreeScan(Dir root) {
    this.root = root;
  }

  /** Everything below the root, in no order. */
  List<Seen> run() throws IOException {
    pool.add(new Task(EntryPath.ROOT, List.of()));
    pool.run();
    synchronized (found) {
      return new ArrayList<>(found);
    }
  }

  private final class Reader implements TaskPool.Worker<Task> {
    private final List<Seen> mine = new ArrayList<>();
    private final MessageDigest digest = Digest.newSha256();
    private final byte[] buffer = new byte[128 << 10];

    @Override
    public void run(Task task) throws IOException {
      try (Dir directory =
          task.directory.isRoot()
              ? root.openDirInRoot(new byte[] {'.'})
              : root.openDirInRoot(task.directory.toArray())) {
        if (task.files.isEmpty()) {
          list(task.directory, directory);
        } else {
          hash(directory, task.files);
        }
      }
    }

    private void list(EntryPath path, Dir directory) throws IOException {
      Listing listing = directory.listing();
      List<Seen> files = new ArrayList<>();
      long bytes = 0;
      for (int i = 0; i < listing.size(); i++) {
        FileStat stat = listing.at(i);
        if (stat.isSocket()) {
          continue;
        }
        byte[] name = listing.name(i);
        Seen seen = new EntryReader(directory).read(child(path, name), name, stat);
        if (seen.entry.isDirectory()) {
          mine.add(seen);
          pool.add(new Task(seen.entry.path(), List.of()));
        } else if (seen.unread) {
          files.add(seen);
          bytes += seen.entry.size();
          if (files.size() == FILES_PER_TASK || bytes > BYTES_PER_TASK) {
            pool.add(new Task(path, files));
            files = new ArrayList<>();
            bytes = 0;
          }
        } else {
          mine.add(seen);
        }
      }
      hash(directory, files);
    }

    private void hash(Dir directory, List<Seen> files) throws IOException {
      for (Seen seen : files) {
        Digest content = contentDigest(directory, seen.entry);
        Inode inode = seen.inode;
        if (inode != null) {
          inode.digest = content;
        }
        mine.add(new Seen(seen.entry.withDigest(content), inode, false));
      }
    }

    private Digest contentDigest(Dir directory, LayerEntry entry) throws IOException {
      try (FileHandle file = directory.openFile(entry.path().name())) {
        long left = entry.size();
        while (left > 0) {
          int read = file.read(buffer, 0, (int) Math.min(buffer.length, left));
          if (read < 0) {
            throw new ArchiveException(entry.path(), "changed while it was read");
          }
          digest.update(buffer, 0, read);
          left -= read;
        }
        return Digest.of(digest);
      }
    }

    @Override
    public void close() {
      synchronized (found) {
        found.addAll(mine);
      }
    }
  }

  private static EntryPath child(EntryPath directory, byte[] name) throws ArchiveException {
    try {
      return directory.child(name);
    } catch (IllegalArgumentException e) {
      throw new ArchiveException(directory, String.valueOf(e.getMessage()));
    }
  }

  /** Turns what the kernel says of an entry into ours. */
  private final class EntryReader {
    private final Dir directory;

    EntryReader(Dir directory) {
      this.directory = directory;
    }

    Seen read(EntryPath path, byte[] name, FileStat stat) throws IOException {
      EntryType type = type(stat);
      if (type == EntryType.WHITEOUT) {
        return Seen.of(LayerEntry.whiteout(path));
      }
      LayerEntry entry =
          LayerEntry.of(path, type, stat.permissions())
              .withOwner(Integer.toUnsignedLong(stat.uid()), Integer.toUnsignedLong(stat.gid()))
              .withTime(stat.mtimeSeconds(), stat.mtimeNanos());
      entry = withXattrs(entry, name);
      return switch (type) {
        case FILE -> file(entry.withContent(stat.size(), null, 0, 0), stat);
        case SYMLINK -> Seen.of(entry.withLinkTarget(Bytes.of(directory.readLink(name))));
        case CHAR_DEVICE, BLOCK_DEVICE ->
            Seen.of(entry.withDevice(stat.rdevMajor(), stat.rdevMinor()));
        case DIRECTORY, FIFO, HARDLINK, WHITEOUT -> Seen.of(entry);
      };
    }

    private Seen file(LayerEntry entry, FileStat stat) {
      if (stat.nlink() < 2) {
        return new Seen(entry, null, true);
      }
      Inode fresh = new Inode();
      Inode known = inodes.putIfAbsent(new InodeKey(stat.device(), stat.inode()), fresh);
      return known == null ? new Seen(entry, fresh, true) : new Seen(entry, known, false);
    }

    private LayerEntry withXattrs(LayerEntry entry, byte[] name) throws IOException {
      List<byte[]> names = directory.xattrs(name);
      if (names.isEmpty()) {
        return entry;
      }
      boolean opaque = false;
      List<Xattr> kept = new ArrayList<>(names.size());
      for (byte[] attribute : names) {
        byte[] value = directory.xattr(name, attribute).orElse(new byte[0]);
        Xattr xattr = new Xattr(Bytes.of(attribute), Bytes.of(value));
        if (xattr.isOverlay()) {
          opaque |= OverlayMarks.isOpaque(xattr, entry.path());
        } else if (!OverlayMarks.isOfHost(xattr)) {
          kept.add(xattr);
        }
      }
      kept.sort(null);
      return entry.withXattrs(kept).withOpaque(opaque && entry.isDirectory());
    }
  }

  private static EntryType type(FileStat stat) {
    if (stat.isRegular()) {
      return EntryType.FILE;
    }
    if (stat.isDirectory()) {
      return EntryType.DIRECTORY;
    }
    if (stat.isSymlink()) {
      return EntryType.SYMLINK;
    }
    if (stat.isFifo()) {
      return EntryType.FIFO;
    }
    if (stat.isBlockDevice()) {
      return EntryType.BLOCK_DEVICE;
    }
    return stat.rdevMajor() == 0 && stat.rdevMinor() == 0
        ? EntryType.WHITEOUT
        : EntryType.CHAR_DEVICE;
  }
}
