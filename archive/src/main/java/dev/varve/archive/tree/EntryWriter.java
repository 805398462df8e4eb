package dev.varve.archive.tree;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.ContentSource;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.Xattr;
import dev.varve.linux.Dir;
import dev.varve.linux.Errno;
import dev.varve.linux.ErrnoException;
import dev.varve.linux.FileHandle;
import dev.varve.linux.FileStat;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Makes single entries in open directories. Not for use by several threads. */
final class EntryWriter {
  /** What all writers of one tree share. */
  static final class Context {
    private final Consumer<String> warnings;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    Context(Consumer<String> warnings) {
      this.warnings = warnings;
    }

    /** Tells of the first entry of each kind that could not be made. */
    void warn(String kind, LayerEntry entry, ErrnoException e) {
      if (warned.add(kind)) {
        warnings.accept(
            kind
                + " cannot be made here and are left out, as "
                + entry.path()
                + ": "
                + e.getMessage());
      }
    }
  }

  /** Zeros come in runs of at least this where a hole is worth it. */
  private static final int BUFFER = 128 << 10;

  private final Context context;
  private final byte[] buffer = new byte[BUFFER];

  EntryWriter(Context context) {
    this.context = context;
  }

  void write(Dir directory, LayerEntry entry, ContentSource source) throws IOException {
    byte[] name = entry.path().name();
    switch (entry.type()) {
      case FILE -> file(directory, name, entry, source);
      case SYMLINK -> {
        directory.symlink(entry.linkTarget().toArray(), name);
        describe(directory, entry);
      }
      case FIFO -> {
        directory.mknod(name, FileStat.FIFO | 0600, 0, 0);
        describe(directory, entry);
      }
      case CHAR_DEVICE, BLOCK_DEVICE -> device(directory, name, entry);
      case WHITEOUT -> directory.mknod(name, FileStat.CHAR_DEVICE, 0, 0);
      case DIRECTORY, HARDLINK -> throw new IllegalArgumentException(entry.type().toString());
    }
  }

  private void device(Dir directory, byte[] name, LayerEntry entry) throws IOException {
    int type = entry.type() == EntryType.CHAR_DEVICE ? FileStat.CHAR_DEVICE : FileStat.BLOCK_DEVICE;
    try {
      directory.mknod(name, type | 0600, entry.devMajor(), entry.devMinor());
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EPERM) {
        context.warn("devices", entry, e);
        return;
      }
      throw e;
    }
    describe(directory, entry);
  }

  private void file(Dir directory, byte[] name, LayerEntry entry, ContentSource source)
      throws IOException {
    // Asking what the new file is costs less than setting what it is already.
    try (FileHandle file = directory.createFile(name, entry.mode() & 0777)) {
      if (entry.size() > 0) {
        try (InputStream content = source.open(entry)) {
          copy(content, file, entry);
        }
      }
      FileStat made = file.stat();
      boolean owned = made.uid() == (int) entry.uid() && made.gid() == (int) entry.gid();
      if (!owned) {
        owner(() -> file.chown((int) entry.uid(), (int) entry.gid()), entry);
      }
      if (!owned || made.permissions() != entry.mode()) {
        file.chmod(entry.mode());
      }
      attributes(directory, name, entry);
      file.setTimes(entry.mtimeSeconds(), entry.mtimeNanos());
    }
  }

  private void copy(InputStream content, FileHandle file, LayerEntry entry) throws IOException {
    long position = 0;
    while (true) {
      int read = content.readNBytes(buffer, 0, buffer.length);
      if (read == 0) {
        break;
      }
      if (position + read > entry.size()) {
        throw new ArchiveException(entry.path(), "its content is longer than " + entry.size());
      }
      if (!entry.sparse() || !isZero(read)) {
        file.pwrite(buffer, 0, read, position);
      }
      position += read;
    }
    if (position < entry.size()) {
      throw new ArchiveException(entry.path(), "its content is shorter than " + entry.size());
    }
    if (entry.sparse()) {
      file.truncate(entry.size());
    }
  }

  private boolean isZero(int length) {
    for (int i = 0; i < length; i++) {
      if (buffer[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Sets all that is said of an entry that exists. */
  void describe(Dir directory, LayerEntry entry) throws IOException {
    describe(directory, entry.path().name(), entry);
  }

  void describe(Dir directory, byte[] name, LayerEntry entry) throws IOException {
    owner(() -> directory.chown(name, (int) entry.uid(), (int) entry.gid()), entry);
    if (entry.type() != EntryType.SYMLINK) {
      directory.chmod(name, entry.mode());
    }
    attributes(directory, name, entry);
    if (entry.opaque()) {
      directory.setXattr(name, OverlayMarks.OPAQUE.toArray(), OverlayMarks.YES.toArray());
    }
    directory.setTimes(name, entry.mtimeSeconds(), entry.mtimeNanos());
  }

  private interface Chown {
    void run() throws ErrnoException;
  }

  private static void owner(Chown chown, LayerEntry entry) throws IOException {
    try {
      chown.run();
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EINVAL) {
        throw new ArchiveException(
            entry.path(),
            "its owner "
                + entry.uid()
                + ":"
                + entry.gid()
                + " is not mapped in this user"
                + " namespace; give the user sub-ids in /etc/subuid and /etc/subgid");
      }
      throw e;
    }
  }

  private void attributes(Dir directory, byte[] name, LayerEntry entry) throws IOException {
    for (Xattr xattr : entry.xattrs()) {
      try {
        directory.setXattr(name, xattr.name().toArray(), xattr.value().toArray());
      } catch (ErrnoException e) {
        if (e.errno() != Errno.EPERM && e.errno() != Errno.EOPNOTSUPP) {
          throw e;
        }
        context.warn("attributes " + xattr.name(), entry, e);
      }
    }
  }
}
