package dev.varve.store.disk;

import dev.varve.linux.Dir;
import dev.varve.linux.Errno;
import dev.varve.linux.ErrnoException;
import dev.varve.linux.FileSystems;
import dev.varve.model.Digest;
import dev.varve.model.VarveException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a store and the rules by which files get into it and out of it.
 *
 * <p>An object is written under a temporary name in this process' scratch directory and renamed to
 * its place: it appears whole or not at all, and what a killed process left is swept. Safe for use
 * by several threads; other processes do the same to the same directory.
 */
public final class Disk implements AutoCloseable {
  /**
   * Shared while somebody looks an object up and leases it; exclusive while objects are removed.
   */
  private static final String GC = "gc";

  private static final String SCRATCH = "scratch";

  private final Path root;
  private final Clock clock;
  private final Durability durability;
  private final Locks locks;
  private final AtomicReference<@Nullable String> boot = new AtomicReference<>();
  private volatile @Nullable Owner owner;
  private @Nullable Thread sweep;

  public Disk(Path root, Clock clock, Durability durability) {
    this.root = root;
    this.clock = clock;
    this.durability = durability;
    this.locks = new Locks(root.resolve("locks"));
  }

  public Path root() {
    return root;
  }

  public Path resolve(String relative) {
    return root.resolve(relative);
  }

  public Clock clock() {
    return clock;
  }

  public Locks locks() {
    return locks;
  }

  public boolean syncsAll() {
    return durability == Durability.FULL;
  }

  /** {@link Boot#id()}, asked once. */
  public String boot() {
    String known = boot.get();
    if (known == null) {
      boot.compareAndSet(null, Boot.id());
      known = String.valueOf(boot.get());
    }
    return known;
  }

  /** A path on the store's file system that nothing else uses; nothing is created. */
  public Path fresh(String purpose) throws IOException {
    try {
      return owner().fresh(purpose);
    } catch (IOException e) {
      throw explain(e);
    }
  }

  /** A new directory that is removed when this closes, or after the process died. */
  public Path freshDirectory(String purpose) throws IOException {
    Path directory = fresh(purpose);
    DiskFiles.makeDirectories(directory);
    return directory;
  }

  /**
   * Makes {@code content} the file {@code target}, replacing an earlier one.
   *
   * @param important whether it has to survive a power cut once this returns
   */
  public void write(Path target, byte[] content, boolean important) throws IOException {
    boolean sync = important || syncsAll();
    Path temporary = fresh("file");
    try {
      DiskFiles.writeNew(temporary, content, sync);
      publish(temporary, target, sync);
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw explain(e);
    }
  }

  /** Renames a finished file or directory to its place, its content being as durable as needed. */
  public void publish(Path finished, Path target, boolean sync) throws IOException {
    DiskFiles.rename(finished, target);
    if (sync || syncsAll()) {
      Path parent = target.getParent();
      if (parent != null) {
        DiskFiles.sync(parent);
      }
    }
  }

  /** Removes a file; it may be gone already. */
  public boolean remove(Path file, boolean important) throws IOException {
    boolean removed = Files.deleteIfExists(file);
    Path parent = file.getParent();
    if (removed && (important || syncsAll()) && parent != null) {
      DiskFiles.sync(parent);
    }
    return removed;
  }

  /** Takes an object out of its place at once, and deletes it. */
  public void discard(Path object) throws IOException {
    Optional<Path> trash = takeAway(object);
    if (trash.isPresent()) {
      delete(trash.get());
    }
  }

  /** Takes an object out of its place, to be deleted where it is now; empty if it is gone. */
  public Optional<Path> takeAway(Path object) throws IOException {
    Path trash = fresh("trash");
    try {
      DiskFiles.rename(object, trash);
      return Optional.of(trash);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Deletes a file or a directory with all that is in it; it may be gone already. */
  public void delete(Path tree) throws IOException {
    Sweep.delete(tree);
  }

  /** Forces everything on the store's file system to the disk. */
  public void syncFileSystem() throws IOException {
    try (Dir dir = Dir.open(root)) {
      FileSystems.sync(dir);
    }
  }

  /**
   * Keeps an object from being removed as long as this store is open: the check that it is there
   * and the lease are one, as far as removers can see.
   *
   * @return whether it is there
   */
  public boolean lease(String kind, Digest digest, Path object) throws IOException {
    if (owner != null && owner().leases(kind, digest)) {
      return Files.exists(object);
    }
    if (!Files.exists(object)) {
      return false;
    }
    try (Locks.Held _ = locks.sharedIo(GC)) {
      if (!Files.exists(object)) {
        return false;
      }
      owner().lease(kind, digest);
      return true;
    } catch (IOException e) {
      if (isReadOnly(e)) {
        return true;
      }
      throw explain(e);
    }
  }

  /** As {@link #lease} for an object that is about to be made. */
  public void leaseNew(String kind, Digest digest) throws IOException {
    try {
      if (!owner().leases(kind, digest)) {
        try (Locks.Held _ = locks.sharedIo(GC)) {
          owner().lease(kind, digest);
        }
      }
    } catch (IOException e) {
      throw explain(e);
    }
  }

  /** Keeps others from leasing anything; to be held while unused objects are found and removed. */
  public Locks.Held beginRemoval() throws IOException {
    return locks.exclusiveIo(GC);
  }

  /** What live processes, this one too, have leased. To be asked during a removal. */
  public Leases leases() throws IOException {
    return Leases.read(root.resolve(SCRATCH));
  }

  /** Starts to remove what dead processes left, in the background; {@link #close} waits for it. */
  public synchronized void startSweep() throws IOException {
    Sweep sweeping = new Sweep(root.resolve(SCRATCH), locks.file(SCRATCH));
    if (sweep == null && sweeping.mayBeNeeded()) {
      sweep = Thread.ofPlatform().daemon().name("varve-sweep").start(() -> sweep(sweeping));
    }
  }

  private static void sweep(Sweep sweeping) {
    try {
      sweeping.run();
    } catch (IOException e) {
      // Not allowed to, or the disk fails: nobody asked for this now, and the next open tries
      // again.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Owner owner() throws IOException {
    Owner present = owner;
    if (present == null) {
      present = Owner.create(root.resolve(SCRATCH), locks.file(SCRATCH));
      owner = present;
    }
    return present;
  }

  /**
   * A failure to write, as the user should see it: throws a {@link VarveException} for a full or
   * read-only disk, answers any other failure as it is.
   */
  public IOException explain(IOException failure) {
    if (isNoSpace(failure)) {
      throw new VarveException(
          VarveException.Code.ENVIRONMENT,
          "no space left on the disk of the store " + root,
          "free some space there, for example with 'varve prune'; nothing was left half-written",
          failure);
    }
    if (isReadOnly(failure)) {
      throw new VarveException(
          VarveException.Code.ENVIRONMENT,
          "the store " + root + " is read-only",
          "name another one with --root or VARVE_ROOT",
          failure);
    }
    return failure;
  }

  private static boolean isNoSpace(IOException e) {
    if (e.getCause() instanceof IOException cause && isNoSpace(cause)) {
      return true;
    }
    if (e instanceof ErrnoException errno) {
      return errno.errno() == Errno.ENOSPC || errno.errno() == Errno.EDQUOT;
    }
    String message = String.valueOf(e.getMessage());
    return message.contains("No space left on device") || message.contains("quota exceeded");
  }

  private static boolean isReadOnly(IOException e) {
    if (e instanceof ErrnoException errno) {
      return errno.errno() == Errno.EROFS;
    }
    return String.valueOf(e.getMessage()).contains("Read-only file system");
  }

  /** Removes this process' scratch directory and ends its leases. */
  @Override
  public synchronized void close() throws IOException {
    try {
      if (sweep != null) {
        sweep.join();
        sweep = null;
      }
      if (owner != null) {
        owner.close();
        owner = null;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new java.io.InterruptedIOException("interrupted while closing the store");
    }
  }
}
