package dev.varve.store.disk;

import dev.varve.linux.Dir;
import dev.varve.linux.Errno;
import dev.varve.linux.ErrnoException;
import dev.varve.linux.FileLocks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Removes what processes that died left in {@code scratch/}. */
final class Sweep {
  private final Path scratch;
  private final Path guard;

  Sweep(Path scratch, Path guard) {
    this.scratch = scratch;
    this.guard = guard;
  }

  /** Whether there is anything that might have to be removed: one read of a directory. */
  boolean mayBeNeeded() throws IOException {
    return !DiskFiles.list(scratch).isEmpty();
  }

  /** Removes every directory whose owner is dead; gives up on none because of another. */
  void run() throws IOException, InterruptedException {
    List<Dead> dead = new ArrayList<>();
    try {
      try (FileLocks.Lock _ = FileLocks.lock(guard, FileLocks.Mode.EXCLUSIVE)) {
        for (Path directory : DiskFiles.list(scratch)) {
          Path lockFile = directory.resolve(Owner.LOCK);
          // Taking the lock proves that the owner is dead, and keeps other sweeps off.
          Optional<FileLocks.Lock> lock = take(lockFile);
          if (lock.isPresent()) {
            dead.add(new Dead(directory, lock.get()));
          }
        }
      }
      deleteAll(dead);
    } finally {
      dead.forEach(each -> each.lock().close());
    }
  }

  private static void deleteAll(List<Dead> dead) throws IOException {
    IOException failure = null;
    for (Dead each : dead) {
      try {
        delete(each.directory());
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** The lock, unless it is held, or the directory vanishes meanwhile. */
  private static Optional<FileLocks.Lock> take(Path lockFile) throws IOException {
    try {
      return FileLocks.tryLock(lockFile, FileLocks.Mode.EXCLUSIVE);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Deletes a file or directory with all that is in it; it may be gone already. */
  static void delete(Path tree) throws IOException {
    Path parent = tree.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("the root directory");
    }
    try (Dir dir = Dir.open(parent)) {
      dir.deleteTree(DiskFiles.name(tree).getBytes(StandardCharsets.UTF_8));
    } catch (ErrnoException e) {
      if (e.errno() != Errno.ENOENT) {
        throw e;
      }
    }
  }

  private record Dead(Path directory, FileLocks.Lock lock) {}
}
