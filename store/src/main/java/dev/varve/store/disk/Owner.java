package dev.varve.store.disk;

import dev.varve.linux.FileLocks;
import dev.varve.model.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One open store of one process, as others see it: a directory {@code scratch/<id>/} with
 *
 * <ul>
 *   <li>{@code owner}, locked as long as the process lives and has the store open,
 *   <li>{@code lease}, which lists what it uses, one {@code kind digest} per line,
 *   <li>its temporary files and directories.
 * </ul>
 *
 * The kernel releases the lock however the process ends; whoever opens the store next then removes
 * the directory ({@link Sweep}).
 */
final class Owner implements AutoCloseable {
  static final String LOCK = "owner";
  static final String LEASE = "lease";

  private final Path directory;
  private final Path guard;
  private final FileLocks.Lock lock;
  private final AtomicLong counter = new AtomicLong();
  private final Set<String> leased = new HashSet<>();

  private Owner(Path directory, Path guard, FileLocks.Lock lock) {
    this.directory = directory;
    this.guard = guard;
    this.lock = lock;
  }

  /**
   * @param guard the lock file that keeps a sweep away while the directory has no locked owner yet
   */
  static Owner create(Path scratch, Path guard) throws IOException {
    String id =
        Long.toHexString(System.currentTimeMillis())
            + "-"
            + ProcessHandle.current().pid()
            + "-"
            + Integer.toHexString(ThreadLocalRandom.current().nextInt());
    Path directory = scratch.resolve(id);
    try (FileLocks.Lock _ = FileLocks.lock(guard, FileLocks.Mode.SHARED)) {
      DiskFiles.makeDirectories(directory);
      return new Owner(
          directory, guard, FileLocks.lock(directory.resolve(LOCK), FileLocks.Mode.EXCLUSIVE));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new java.io.InterruptedIOException("interrupted while opening the store");
    }
  }

  Path directory() {
    return directory;
  }

  /** A path in the directory that nothing else uses; nothing is created. */
  Path fresh(String purpose) {
    return directory.resolve(counter.incrementAndGet() + "-" + purpose);
  }

  /** Adds to the lease. The caller keeps {@link Leases} from being read meanwhile. */
  synchronized void lease(String kind, Digest digest) throws IOException {
    String line = kind + " " + digest + "\n";
    if (leased.add(line)) {
      Files.write(
          directory.resolve(LEASE),
          line.getBytes(StandardCharsets.ISO_8859_1),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }

  synchronized boolean leases(String kind, Digest digest) {
    return leased.contains(kind + " " + digest + "\n");
  }

  /**
   * Removes the directory and what is left in it. The lock file goes while no sweep can look: one
   * that found the directory without it would take it for dead, and remove it at the same time.
   */
  @Override
  public void close() throws IOException {
    try (lock) {
      for (Path child : DiskFiles.list(directory)) {
        String name = DiskFiles.name(child);
        if (!name.equals(LOCK) && !name.equals(LEASE)) {
          Sweep.delete(child);
        }
      }
      try (FileLocks.Lock _ = FileLocks.lock(guard, FileLocks.Mode.SHARED)) {
        Sweep.delete(directory);
      }
    } catch (InterruptedException e) {
      // The lock is released all the same; what is left is swept.
      Thread.currentThread().interrupt();
    }
  }
}
