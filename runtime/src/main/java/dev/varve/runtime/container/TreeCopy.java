package dev.varve.runtime.container;

import dev.varve.linux.Dir;
import dev.varve.linux.Entries;
import dev.varve.linux.Errno;
import dev.varve.linux.ErrnoException;
import dev.varve.linux.FileHandle;
import dev.varve.linux.FileStat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Copies an entry and all below it from one directory into another: modes and times, symbolic links
 * as links. Names are never resolved: each directory is opened from the one above without following
 * links. What exists at the destination is replaced, directories are merged. Sockets, pipes and
 * devices are left out.
 */
final class TreeCopy {

  private static final int SETUID_AND_SETGID = 06000;

  /** To whom the files of a copy belong. */
  enum Owner {
    /** Whoever runs this. */
    THIS_USER,
    ROOT,
    /** To whom they belonged. */
    SAME
  }

  private final Owner owner;

  TreeCopy(Owner owner) {
    this.owner = owner;
  }

  /**
   * Copies one entry.
   *
   * @throws IOException a directory would replace a file or the reverse; an entry cannot be read or
   *     written
   */
  void copy(Dir from, byte[] name, Dir to, byte[] toName) throws IOException {
    FileStat stat = from.stat(name);
    if (stat.isDirectory()) {
      directory(from, name, to, toName, stat);
    } else if (stat.isRegular()) {
      checkNoDirectory(to, toName);
      file(from, name, to, toName, stat);
    } else if (stat.isSymlink()) {
      checkNoDirectory(to, toName);
      if (to.find(toName).isPresent()) {
        to.unlink(toName);
      }
      to.symlink(from.readLink(name), toName);
      chown(to, toName, stat);
      to.setTimes(toName, stat.mtimeSeconds(), stat.mtimeNanos());
    }
  }

  private void chown(Dir to, byte[] toName, FileStat stat) throws IOException {
    switch (owner) {
      case THIS_USER -> {}
      case ROOT -> to.chown(toName, 0, 0);
      case SAME -> to.chown(toName, stat.uid(), stat.gid());
    }
  }

  /** Copies what is in a directory, not the directory itself. */
  void copyContents(Dir from, Dir to) throws IOException {
    Entries entries = from.list();
    for (int i = 0; i < entries.size(); i++) {
      byte[] name = entries.name(i);
      copy(from, name, to, name);
    }
  }

  private void directory(Dir from, byte[] name, Dir to, byte[] toName, FileStat stat)
      throws IOException {
    if (to.find(toName).isEmpty()) {
      to.mkdir(toName, 0700);
      chown(to, toName, stat);
      to.chmod(toName, stat.permissions());
    }
    try (Dir below = from.openDir(name);
        Dir target = to.openDir(toName)) {
      copyContents(below, target);
    }
    to.setTimes(toName, stat.mtimeSeconds(), stat.mtimeNanos());
  }

  /** Makes the copy beside the place it is for, so that it replaces what was there when whole. */
  private void file(Dir from, byte[] name, Dir to, byte[] toName, FileStat stat)
      throws IOException {
    byte[] fresh =
        (".varve-cp-" + Long.toHexString(ThreadLocalRandom.current().nextLong()))
            .getBytes(StandardCharsets.ISO_8859_1);
    try {
      try (FileHandle in = from.openFile(name);
          FileHandle out = to.createFile(fresh, 0600)) {
        in.copyRangeTo(out, 0, stat.size());
      }
      chown(to, fresh, stat);
      // With another owner these bits would grant something else than they did.
      int lost = owner == Owner.SAME ? 0 : SETUID_AND_SETGID;
      to.chmod(fresh, stat.permissions() & ~lost);
      to.setTimes(fresh, stat.mtimeSeconds(), stat.mtimeNanos());
      to.rename(fresh, to, toName);
    } catch (IOException e) {
      if (to.find(fresh).isPresent()) {
        to.unlink(fresh);
      }
      throw e;
    }
  }

  private static void checkNoDirectory(Dir to, byte[] name) throws IOException {
    if (to.find(name).map(FileStat::isDirectory).orElse(false)) {
      throw new ErrnoException("copy (a directory is in the way)", Errno.EISDIR);
    }
  }
}
