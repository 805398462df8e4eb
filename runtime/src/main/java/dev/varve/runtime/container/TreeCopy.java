package dev.varve.runtime.container;

import dev.varve.linux.Dir;
import dev.varve.linux.Entries;
import dev.varve.linux.Errno;
import dev.varve.linux.ErrnoException;
import dev.varve.linux.FileHandle;
import dev.varve.linux.FileStat;
import java.io.IOException;

/**
 * Copies an entry and all below it from one directory into another: modes and times, symbolic links
 * as links. Names are never resolved: each directory is opened from the one above without following
 * links. What exists at the destination is replaced, directories are merged. Sockets, pipes and
 * devices are left out.
 */
final class TreeCopy {

  private static final int SETUID_AND_SETGID = 06000;

  /** Of the container's root user, or left to be this process's. */
  private final int owner;

  private TreeCopy(int owner) {
    this.owner = owner;
  }

  /** A copy whose files belong to whoever runs this. */
  static TreeCopy ownedByThisUser() {
    return new TreeCopy(-1);
  }

  /** A copy whose files belong to root. */
  static TreeCopy ownedByRoot() {
    return new TreeCopy(0);
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
      replace(to, toName);
      file(from, name, to, toName, stat);
    } else if (stat.isSymlink()) {
      replace(to, toName);
      to.symlink(from.readLink(name), toName);
      to.chown(toName, owner, owner);
      to.setTimes(toName, stat.mtimeSeconds(), stat.mtimeNanos());
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
      to.chown(toName, owner, owner);
      to.chmod(toName, stat.permissions());
    }
    try (Dir below = from.openDir(name);
        Dir target = to.openDir(toName)) {
      copyContents(below, target);
    }
    to.setTimes(toName, stat.mtimeSeconds(), stat.mtimeNanos());
  }

  private void file(Dir from, byte[] name, Dir to, byte[] toName, FileStat stat)
      throws IOException {
    try (FileHandle in = from.openFile(name);
        FileHandle out = to.createFile(toName, 0600)) {
      in.copyRangeTo(out, 0, stat.size());
    }
    to.chown(toName, owner, owner);
    // With another owner these bits would grant something else than they did.
    to.chmod(toName, stat.permissions() & ~SETUID_AND_SETGID);
    to.setTimes(toName, stat.mtimeSeconds(), stat.mtimeNanos());
  }

  private static void replace(Dir to, byte[] name) throws IOException {
    if (to.find(name).map(FileStat::isDirectory).orElse(false)) {
      throw new ErrnoException("copy (a directory is in the way)", Errno.EISDIR);
    }
    if (to.find(name).isPresent()) {
      to.unlink(name);
    }
  }
}
