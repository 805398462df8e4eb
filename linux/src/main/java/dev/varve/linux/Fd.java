package dev.varve.linux;

/** An owned file descriptor, and the calls that need nothing else. */
final class Fd {
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

  static Fd open(int directory, byte[] path, int flags, int mode, String subject)
      throws ErrnoException {
    Scratch scratch = Scratch.fresh();
    long address = scratch.string(path);
    long result =
        Syscall.call(scratch, Numbers.OPENAT, directory, address, flags | Numbers.O_CLOEXEC, mode);
    return new Fd((int) check(result, "openat", subject));
  }

  /** openat2(2). A rename at the wrong moment makes the kernel give up with EAGAIN: try again. */
  static Fd openResolving(int directory, byte[] path, int flags, int resolve, String subject)
      throws ErrnoException {
    long result = -Errno.EAGAIN;
    for (int attempt = 0; attempt < 128 && result == -Errno.EAGAIN; attempt++) {
      Scratch scratch = Scratch.fresh();
      long address = scratch.string(path);
      int how = scratch.reserve(24);
      scratch.putLong(how, flags | Numbers.O_CLOEXEC);
      scratch.putLong(how + 8, 0);
      scratch.putLong(how + 16, resolve);
      result = Syscall.call(scratch, Numbers.OPENAT2, directory, address, scratch.address(how), 24);
    }
    return new Fd((int) check(result, "openat2", subject));
  }

  FileStat stat(String subject) throws ErrnoException {
    Scratch scratch = Scratch.fresh();
    long empty = scratch.string(new byte[0]);
    return stat(scratch, number("statx"), empty, Numbers.AT_EMPTY_PATH, subject);
  }

  /** statx(2) with arguments already laid out in {@code scratch}. */
  static FileStat stat(Scratch scratch, int directory, long path, int flags, String subject)
      throws ErrnoException {
    int buffer = scratch.reserve(Statx.SIZE);
    long result =
        Syscall.call(
            scratch,
            Numbers.STATX,
            directory,
            path,
            flags | Numbers.AT_NO_AUTOMOUNT,
            Statx.MASK,
            scratch.address(buffer));
    check(result, "statx", subject);
    scratch.copyOut(buffer, scratch.struct, 0, Statx.USED);
    return Statx.parse(scratch.struct);
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
