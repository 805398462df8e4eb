package dev.varve.store.disk;

import dev.varve.linux.FileLocks;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Named locks of a store. They exclude threads and processes alike, and the kernel releases those
 * of a process that ends, however it ends. They are not reentrant.
 *
 * <p>The file of an exclusive lock is removed on release, so that {@code locks/} stays small.
 */
public final class Locks {
  private final Path directory;

  Locks(Path directory) {
    this.directory = directory;
  }

  /** A lock that is held until it is closed. */
  public static final class Held implements AutoCloseable {
    private final FileLocks.Lock lock;
    private final Path file;
    private final boolean exclusive;

    private Held(FileLocks.Lock lock, Path file, boolean exclusive) {
      this.lock = lock;
      this.file = file;
      this.exclusive = exclusive;
    }

    @Override
    public void close() {
      try {
        if (exclusive) {
          Files.deleteIfExists(file);
        }
      } catch (IOException e) {
        // an empty file more; whoever takes the lock next removes it
      } finally {
        lock.close();
      }
    }
  }

  /**
   * Takes a lock, waiting for it as long as it takes.
   *
   * @param name letters, digits, dots and dashes
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public Held exclusive(String name) throws IOException, InterruptedException {
    Path file = file(name);
    return new Held(FileLocks.lock(file, FileLocks.Mode.EXCLUSIVE), file, true);
  }

  /** Takes a lock if nobody has it. */
  public Optional<Held> tryExclusive(String name) throws IOException {
    Path file = file(name);
    return FileLocks.tryLock(file, FileLocks.Mode.EXCLUSIVE)
        .map(lock -> new Held(lock, file, true));
  }

  /** Takes a lock that any number may share, waiting for an exclusive holder. */
  public Held shared(String name) throws IOException, InterruptedException {
    Path file = file(name);
    return new Held(FileLocks.lock(file, FileLocks.Mode.SHARED), file, false);
  }

  /** As {@link #exclusive}; an interrupt stays set and ends the wait as an {@link IOException}. */
  public Held exclusiveIo(String name) throws IOException {
    try {
      return exclusive(name);
    } catch (InterruptedException e) {
      throw interrupted(name);
    }
  }

  /** As {@link #shared}; an interrupt stays set and ends the wait as an {@link IOException}. */
  public Held sharedIo(String name) throws IOException {
    try {
      return shared(name);
    } catch (InterruptedException e) {
      throw interrupted(name);
    }
  }

  private static InterruptedIOException interrupted(String name) {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while waiting for the lock '" + name + "'");
  }

  Path file(String name) throws IOException {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean fine =
          (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || (c == '.' && i > 0);
      if (!fine) {
        throw new IllegalArgumentException("not a lock name: " + name);
      }
    }
    if (!Files.isDirectory(directory)) {
      DiskFiles.makeDirectories(directory);
    }
    return directory.resolve(name);
  }
}
