package dev.varve.linux;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Removes a tree of any depth with a bounded number of open directories.
 *
 * <p>A directory that lies too deep is first moved up into the tree's top directory; nothing ever
 * climbs through {@code ..}, which somebody could turn elsewhere.
 */
final class TreeRemoval {
  private static final int MAX_OPEN = 48;

  private final Deque<byte[]> moved = new ArrayDeque<>();
  private int counter;

  private TreeRemoval() {}

  static void remove(Dir parent, byte[] name) throws ErrnoException {
    if (unlinked(parent, name)) {
      return;
    }
    TreeRemoval removal = new TreeRemoval();
    try (Dir top = open(parent, name)) {
      removal.empty(top, top, 1);
      while (!removal.moved.isEmpty()) {
        byte[] next = removal.moved.remove();
        try (Dir deep = open(top, next)) {
          removal.empty(top, deep, 2);
        }
        removeDirectory(top, next);
      }
    }
    removeDirectory(parent, name);
  }

  private void empty(Dir top, Dir dir, int depth) throws ErrnoException {
    Entries entries = dir.list();
    for (int i = 0; i < entries.size(); i++) {
      byte[] name = entries.name(i);
      if (entries.type(i) != FileStat.DIRECTORY && unlinked(dir, name)) {
        continue;
      }
      if (depth >= MAX_OPEN) {
        moveUp(top, dir, name);
        continue;
      }
      try (Dir child = open(dir, name)) {
        empty(top, child, depth + 1);
      }
      removeDirectory(dir, name);
    }
  }

  private void moveUp(Dir top, Dir dir, byte[] name) throws ErrnoException {
    while (true) {
      byte[] free = FileNames.ascii(".varve-removal-" + counter++);
      try {
        dir.renameNoReplace(name, top, free);
        moved.add(free);
        return;
      } catch (ErrnoException e) {
        if (e.is(Errno.EACCES)) {
          // A directory's own ".." changes with the move, which takes permission to write to it.
          dir.chmod(name, 0700);
          dir.renameNoReplace(name, top, free);
          moved.add(free);
          return;
        }
        if (!e.is(Errno.EEXIST)) {
          throw e;
        }
      }
    }
  }

  /** Opens a directory, with the permission to list and to remove what is in it. */
  private static Dir open(Dir parent, byte[] name) throws ErrnoException {
    Dir opened;
    try {
      opened = parent.openDirOfSameMount(name);
    } catch (ErrnoException e) {
      if (!e.is(Errno.EACCES)) {
        throw e;
      }
      parent.chmod(name, 0700);
      opened = parent.openDirOfSameMount(name);
    }
    if (!isPrivileged() && (opened.stat().mode() & 0700) != 0700) {
      parent.chmod(name, 0700);
    }
    return opened;
  }

  private static boolean isPrivileged() {
    return Syscall.call(Scratch.fresh(), Numbers.GETEUID, 0) == 0;
  }

  /** Whether the entry is gone, which it is not when it is a directory. */
  private static boolean unlinked(Dir dir, byte[] name) throws ErrnoException {
    try {
      dir.unlink(name);
      return true;
    } catch (ErrnoException e) {
      if (e.is(Errno.ENOENT)) {
        return true;
      }
      // POSIX has EPERM for a directory, Linux EISDIR; EPERM is also what an immutable file gives.
      if (e.is(Errno.EISDIR) || (e.is(Errno.EPERM) && isDirectory(dir, name))) {
        return false;
      }
      throw e;
    }
  }

  private static boolean isDirectory(Dir dir, byte[] name) throws ErrnoException {
    return dir.find(name).filter(FileStat::isDirectory).isPresent();
  }

  private static void removeDirectory(Dir parent, byte[] name) throws ErrnoException {
    try {
      parent.rmdir(name);
    } catch (ErrnoException e) {
      if (!e.is(Errno.ENOENT)) {
        throw e;
      }
    }
  }
}
