package dev.varve.linux;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Locks on files by flock(2). Each lock has its own open file description, so locks exclude each
 * other between threads as between processes, and the kernel releases a lock when its process ends,
 * however it ends. The lock file is created when missing and may be deleted by a holder of the
 * exclusive lock.
 */
public final class FileLocks {
  private static final int LOCK_SH = 1;
  private static final int LOCK_EX = 2;
  private static final int LOCK_NB = 4;
  private static final int LOCK_UN = 8;

  /** How a lock excludes others. */
  public enum Mode {
    /** Any number of holders, and no exclusive one. */
    SHARED(LOCK_SH),
    /** One holder. */
    EXCLUSIVE(LOCK_EX);

    private final int flag;

    Mode(int flag) {
      this.flag = flag;
    }
  }

  /** A lock that is held until closed. */
  public static final class Lock implements AutoCloseable {
    private final Fd fd;

    private Lock(Fd fd) {
      this.fd = fd;
    }

    /**
     * Releases the lock. Unlocks before closing, because a child process that is just being started
     * may share the open file for a moment longer.
     */
    @Override
    public void close() {
      try {
        var _ = Syscall.call(Scratch.fresh(), Numbers.FLOCK, fd.number("flock"), LOCK_UN);
      } catch (ErrnoException closedBefore) {
        return;
      }
      fd.close();
    }
  }

  private FileLocks() {}

  /**
   * Takes the lock, waiting for it as long as it takes.
   *
   * @throws InterruptedException when the thread is interrupted while it waits
   */
  public static Lock lock(Path file, Mode mode) throws ErrnoException, InterruptedException {
    Optional<Lock> free = tryLock(file, mode);
    return free.isPresent() ? free.get() : waitFor(file, mode);
  }

  /** Takes the lock if it is free. */
  public static Optional<Lock> tryLock(Path file, Mode mode) throws ErrnoException {
    return take(file, mode.flag | LOCK_NB);
  }

  /**
   * Waits on another thread: the kernel's wait cannot be interrupted, but a thread waiting for a
   * thread can. One that gives up leaves the lock to be released as soon as it is got.
   */
  private static Lock waitFor(Path file, Mode mode) throws ErrnoException, InterruptedException {
    CompletableFuture<Lock> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("lock " + file)
        .start(() -> completeWithLock(result, file, mode));
    try {
      return result.get();
    } catch (InterruptedException e) {
      if (!result.cancel(false) && !result.isCompletedExceptionally()) {
        result.join().close();
      }
      throw e;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ErrnoException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private static void completeWithLock(CompletableFuture<Lock> result, Path file, Mode mode) {
    try {
      Lock lock = take(file, mode.flag).orElseThrow();
      if (!result.complete(lock)) {
        lock.close();
      }
    } catch (ErrnoException | RuntimeException e) {
      result.completeExceptionally(e);
    }
  }

  /** Empty when the lock is held and {@code flags} say not to wait. */
  private static Optional<Lock> take(Path file, int flags) throws ErrnoException {
    byte[] path = FileNames.bytes(file);
    String subject = FileNames.display(path);
    while (true) {
      Fd fd = open(path, subject);
      long result = Syscall.call(Scratch.fresh(), Numbers.FLOCK, fd.number("flock"), flags);
      if (result < 0) {
        fd.close();
        if (result == -Errno.EAGAIN) {
          return Optional.empty();
        }
        throw new ErrnoException("flock", (int) -result, subject);
      }
      if (isCurrent(fd, path, subject)) {
        return Optional.of(new Lock(fd));
      }
      // The file was deleted between open and lock: what is locked excludes nobody.
      fd.close();
    }
  }

  private static Fd open(byte[] path, String subject) throws ErrnoException {
    int flags = Numbers.O_NOFOLLOW | Numbers.O_NONBLOCK | Numbers.O_NOCTTY;
    try {
      int create = Numbers.O_RDWR | Numbers.O_CREAT;
      return Fd.open(Numbers.AT_FDCWD, path, flags | create, 0600, subject);
    } catch (ErrnoException e) {
      if (!e.is(Errno.EACCES) && !e.is(Errno.EROFS)) {
        throw e;
      }
      // flock(2) needs no permission to write; a store may be readable only.
      return Fd.open(Numbers.AT_FDCWD, path, flags | Numbers.O_RDONLY, 0, subject);
    }
  }

  private static boolean isCurrent(Fd fd, byte[] path, String subject) throws ErrnoException {
    FileStat locked = fd.stat(subject);
    Scratch scratch = Scratch.fresh();
    long address = scratch.string(path);
    try {
      FileStat named =
          Fd.stat(scratch, Numbers.AT_FDCWD, address, Numbers.AT_SYMLINK_NOFOLLOW, subject);
      return named.isSameFile(locked);
    } catch (ErrnoException e) {
      if (e.is(Errno.ENOENT)) {
        return false;
      }
      throw e;
    }
  }
}
