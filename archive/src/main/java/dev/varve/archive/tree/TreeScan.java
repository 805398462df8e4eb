package dev.varve.archive.tree;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.Bytes;
import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.Xattr;
import dev.varve.linux.Dir;
import dev.varve.linux.FileStat;
import dev.varve.linux.Listing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists a tree on several threads; no file is opened. */
final class TreeScan {

  /**
   * An entry as it was found.
   *
   * @param inode set for files with several names, the same for each of them
   */
  record Seen(LayerEntry entry, @Nullable Inode inode) {}

  /** A file with several names. */
  record Inode(long device, long inode) {}

  private final Dir root;
  private final TaskPool<EntryPath> pool = new TaskPool<>(Lister::new);
  private final List<Seen> found = new ArrayList<>();

  TreeScan(Dir root) {
    this.root = root;
  }

  /** Everything below the root, in no order; files without their digests. */
  List<Seen> run() throws IOException {
    pool.add(EntryPath.ROOT);
    pool.run();
    synchronized (found) {
      return new ArrayList<>(found);
    }
  }

  private final class Lister implements TaskPool.Worker<EntryPath> {
    private final List<Seen> mine = new ArrayList<>();

    @Override
    public void run(EntryPath path) throws IOException {
      try (Dir directory =
          path.isRoot()
              ? root.openDirInRoot(new byte[] {'.'})
              : root.openDirInRoot(path.toArray())) {
        Listing listing = directory.listing();
        EntryReader reader = new EntryReader(directory);
        for (int i = 0; i < listing.size(); i++) {
          FileStat stat = listing.at(i);
          if (stat.isSocket()) {
            continue;
          }
          byte[] name = listing.name(i);
          Seen seen = reader.read(child(path, name), name, stat);
          mine.add(seen);
          if (seen.entry.isDirectory()) {
            pool.add(seen.entry.path());
          }
        }
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
  private static final class EntryReader {
    private final Dir directory;

    EntryReader(Dir directory) {
      this.directory = directory;
    }

    Seen read(EntryPath path, byte[] name, FileStat stat) throws IOException {
      EntryType type = type(stat);
      if (type == EntryType.WHITEOUT) {
        return new Seen(LayerEntry.whiteout(path), null);
      }
      LayerEntry entry = entry(path, type, stat, attributes(path, name));
      return switch (type) {
        case FILE ->
            new Seen(entry, stat.nlink() < 2 ? null : new Inode(stat.device(), stat.inode()));
        case SYMLINK -> new Seen(entry.withLinkTarget(Bytes.of(directory.readLink(name))), null);
        case CHAR_DEVICE, BLOCK_DEVICE ->
            new Seen(entry.withDevice(stat.rdevMajor(), stat.rdevMinor()), null);
        case DIRECTORY, FIFO, HARDLINK, WHITEOUT -> new Seen(entry, null);
      };
    }

    /** In one go: this is done for every entry. */
    private static LayerEntry entry(
        EntryPath path, EntryType type, FileStat stat, Attributes attributes) {
      return new LayerEntry(
          path,
          type,
          stat.permissions(),
          Integer.toUnsignedLong(stat.uid()),
          Integer.toUnsignedLong(stat.gid()),
          type == EntryType.FILE ? stat.size() : 0,
          stat.mtimeSeconds(),
          stat.mtimeNanos(),
          Bytes.EMPTY,
          attributes.kept,
          0,
          0,
          attributes.opaque && type == EntryType.DIRECTORY,
          false,
          false,
          null,
          0,
          0);
    }

    private Attributes attributes(EntryPath path, byte[] name) throws IOException {
      List<byte[]> names = directory.xattrs(name);
      if (names.isEmpty()) {
        return Attributes.NONE;
      }
      boolean opaque = false;
      List<Xattr> kept = new ArrayList<>(names.size());
      for (byte[] attribute : names) {
        byte[] value = directory.xattr(name, attribute).orElse(new byte[0]);
        Xattr xattr = new Xattr(Bytes.of(attribute), Bytes.of(value));
        if (xattr.isOverlay()) {
          opaque |= OverlayMarks.isOpaque(xattr, path);
        } else if (!OverlayMarks.isOfHost(xattr)) {
          kept.add(xattr);
        }
      }
      kept.sort(null);
      return new Attributes(kept, opaque);
    }
  }

  /**
   * The extended attributes of an entry.
   *
   * @param kept those that a layer keeps, sorted
   */
  private record Attributes(List<Xattr> kept, boolean opaque) {
    static final Attributes NONE = new Attributes(List.of(), false);
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
