package dev.varve.linux;

/** An owned file descriptor, and the calls that need nothing else. */
final class Fd {
  private static final byte[] NOTHING = new byte[0];

  private int number;

  Fd(int number) {
    this.number = number;
  }

  /**
   * The descriptor's number.
   *
   * @throws ErrnoException EBADF when it is closed
   */
  int number(String call) throws ErrnoException {
    int current = number;
    if (current < 0) {
      throw new ErrnoException(call, Errno.EBADF);
    }
    return current;
  }

  /** Closes the descriptor once; later calls do nothing. */
  synchronized void close() {
    if (number >= 0) {
      int closing = number;
      number = -1;
      // The result tells of write-back errors of NFS at most; sync() is where those are reported.
      var _ = Syscall.call(Scratch.fresh(), Numbers.CLOSE, closing);
    }
  }

  /** openat(2) by a path that is also its own name for messages. */
  static Fd open(int directory, byte[] path, int flags, int mode, String subject)
      throws ErrnoException {
    return new Fd((int) check(tryOpen(directory, path, flags, mode), "openat", subject));
  }

  /** openat(2): the descriptor, or the negated errno. */
  static long tryOpen(int directory, byte[] path, int flags, int mode) throws ErrnoException {
    Scratch scratch = Scratch.fresh();
    long address = scratch.string(path);
    int all = flags | Numbers.O_CLOEXEC;
    return Syscall.call(scratch, Numbers.OPENAT, directory, address, all, mode, 0, 0);
  }

  /**
   * openat2(2): the descriptor, or the negated errno. A rename at the wrong moment makes the kernel
   * give up with EAGAIN: try again.
   */
  static long tryOpenResolving(int directory, byte[] path, int flags, int resolve)
      throws ErrnoException {
    long result = -Errno.EAGAIN;
    for (int attempt = 0; attempt < 128 && result == -Errno.EAGAIN; attempt++) {
      Scratch scratch = Scratch.fresh();
      long address = scratch.string(path);
      int how = scratch.reserve(24);
      scratch.putLong(how, flags | Numbers.O_CLOEXEC);
      scratch.putLong(how + 8, 0);
      scratch.putLong(how + 16, resolve);
      long struct = scratch.address(how);
      result = Syscall.call(scratch, Numbers.OPENAT2, directory, address, struct, 24, 0, 0);
    }
    return result;
  }

  FileStat stat(String subject) throws ErrnoException {
    return check(tryStat(), subject);
  }

  /** What statx(2) says of the open file, in the thread's scratch; the negated errno or 0. */
  long tryStat() throws ErrnoException {
    Scratch scratch = Scratch.fresh();
    long empty = scratch.string(NOTHING);
    return tryStat(scratch, number("statx"), empty, Numbers.AT_EMPTY_PATH);
  }

  /** As {@link #tryStat()} with arguments already laid out in {@code scratch}. */
  static long tryStat(Scratch scratch, int directory, long path, int flags) throws ErrnoException {
    int buffer = scratch.reserve(Statx.SIZE);
    long result =
        Syscall.call(
            scratch,
            Numbers.STATX,
            directory,
            path,
            flags | Numbers.AT_NO_AUTOMOUNT,
            Statx.MASK,
            scratch.address(buffer),
            0);
    if (result >= 0) {
      scratch.copyOut(buffer, scratch.statx, Statx.WORDS);
    }
    return result;
  }

  private static FileStat check(long result, String subject) throws ErrnoException {
    check(result, "statx", subject);
    return Statx.parse(Scratch.fresh().statx);
  }

  static FileStat stat(Scratch scratch, int directory, long path, int flags, String subject)
      throws ErrnoException {
    return check(tryStat(scratch, directory, path, flags), subject);
  }

  /** {@code /proc/self/fd/N}: a path that leads to exactly this file. */
  byte[] procPath(String call) throws ErrnoException {
    return FileNames.ascii("/proc/self/fd/" + number(call));
  }

  static long check(long result, String call, String subject) throws ErrnoException {
    if (result < 0) {
      throw new ErrnoException(call, (int) -result, subject);
    }
    return result;
  }
}
