package dev.varve.linux;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Removes a tree of any depth with a bounded number of open directories.
 *
 * <p>A directory that lies too deep is first moved up into the tree's top directory; nothing ever
 * climbs through {@code ..}, which somebody could turn elsewhere. Permissions are only touched,
 * inside the tree, where they stand in the way.
 */
final class TreeRemoval {
  private static final int MAX_OPEN = 48;
  private static final int ACCESSIBLE = 0700;

  /** A call that may be refused for want of permissions on a directory. */
  private interface Call<T> {
    T make() throws ErrnoException;
  }

  private final Deque<byte[]> moved = new ArrayDeque<>();
  private int counter;

  private TreeRemoval() {}

  static void remove(Dir parent, byte[] name) throws ErrnoException {
    if (unlink(parent, name)) {
      return;
    }
    TreeRemoval removal = new TreeRemoval();
    try (Dir top = open(parent, name)) {
      removal.empty(top, top, 1);
      while (!removal.moved.isEmpty()) {
        byte[] next = removal.moved.remove();
        try (Dir deep = openInside(top, next)) {
          removal.empty(top, deep, 2);
        }
        retrying(top, () -> rmdir(top, next));
      }
    }
    rmdir(parent, name);
  }

  private void empty(Dir top, Dir dir, int depth) throws ErrnoException {
    Entries entries = dir.list();
    for (int i = 0; i < entries.size(); i++) {
      byte[] name = entries.name(i);
      if (entries.type(i) != FileStat.DIRECTORY && retrying(dir, () -> unlink(dir, name))) {
        continue;
      }
      if (depth >= MAX_OPEN) {
        moveUp(top, dir, name);
        continue;
      }
      try (Dir child = openInside(dir, name)) {
        empty(top, child, depth + 1);
      }
      retrying(dir, () -> rmdir(dir, name));
    }
  }

  private void moveUp(Dir top, Dir dir, byte[] name) throws ErrnoException {
    while (true) {
      byte[] free = FileNames.ascii(".varve-removal-" + counter++);
      try {
        retrying(dir, () -> retrying(top, () -> renameAccessible(dir, name, top, free)));
        moved.add(free);
        return;
      } catch (ErrnoException e) {
        if (!e.is(Errno.EEXIST)) {
          throw e;
        }
      }
    }
  }

  /** A directory's own ".." changes with the move, which takes permission to write to it. */
  private static boolean renameAccessible(Dir dir, byte[] name, Dir top, byte[] free)
      throws ErrnoException {
    try {
      dir.renameNoReplace(name, top, free);
    } catch (ErrnoException e) {
      if (!e.is(Errno.EACCES)) {
        throw e;
      }
      dir.chmod(name, ACCESSIBLE);
      dir.renameNoReplace(name, top, free);
    }
    return true;
  }

  private static Dir openInside(Dir dir, byte[] name) throws ErrnoException {
    return retrying(dir, () -> open(dir, name));
  }

  /** Opens a directory, making it readable if need be. */
  private static Dir open(Dir parent, byte[] name) throws ErrnoException {
    try {
      return parent.openDirOfSameMount(name);
    } catch (ErrnoException e) {
      if (!e.is(Errno.EACCES)) {
        throw e;
      }
      parent.chmod(name, ACCESSIBLE);
      return parent.openDirOfSameMount(name);
    }
  }

  /** Makes a call; when it is refused, makes {@code dir} accessible and tries again. */
  private static <T> T retrying(Dir dir, Call<T> call) throws ErrnoException {
    try {
      return call.make();
    } catch (ErrnoException e) {
      if (!e.is(Errno.EACCES)) {
        throw e;
      }
      dir.chmod(ACCESSIBLE);
      return call.make();
    }
  }

  /** Whether the entry is gone, which it is not when it is a directory. */
  private static boolean unlink(Dir dir, byte[] name) throws ErrnoException {
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

  private static boolean rmdir(Dir parent, byte[] name) throws ErrnoException {
    try {
      parent.rmdir(name);
    } catch (ErrnoException e) {
      if (!e.is(Errno.ENOENT)) {
        throw e;
      }
    }
    return true;
  }
}
