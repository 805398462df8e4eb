package dev.varve.linux;

/** Calls on an entry of a directory that take more than their arguments to make. */
final class DirCalls {
  private static final int PATH_MAX = 4096;

  /** Cleared when the kernel (before 6.6) turns out not to know fchmodat2(2). */
  private static volatile boolean hasFchmodat2 = true;

  private DirCalls() {}

  static byte[] readLink(int fd, byte[] name, Dir dir) throws ErrnoException {
    Scratch scratch = Scratch.fresh();
    long path = scratch.string(name);
    int buffer = scratch.reserve(PATH_MAX);
    long result =
        Syscall.call(scratch, Numbers.READLINKAT, fd, path, scratch.address(buffer), PATH_MAX);
    dir.check(result, "readlinkat", name);
    byte[] target = new byte[(int) result];
    scratch.copyOut(buffer, target, 0, target.length);
    return target;
  }

  static void chown(Dir dir, byte[] name, int uid, int gid) throws ErrnoException {
    Scratch scratch = Scratch.fresh();
    long path = scratch.string(name);
    long result =
        Syscall.call(
            scratch,
            Numbers.FCHOWNAT,
            dir.number("fchownat"),
            path,
            Integer.toUnsignedLong(uid),
            Integer.toUnsignedLong(gid),
            Numbers.AT_SYMLINK_NOFOLLOW);
    dir.check(result, "fchownat", name);
  }

  static void chmod(Dir dir, byte[] name, int mode) throws ErrnoException {
    int fd = dir.number("fchmodat2");
    if (hasFchmodat2) {
      Scratch scratch = Scratch.fresh();
      long path = scratch.string(name);
      long result =
          Syscall.call(scratch, Numbers.FCHMODAT2, fd, path, mode, Numbers.AT_SYMLINK_NOFOLLOW);
      if (result != -Errno.ENOSYS) {
        dir.check(result, "fchmodat2", name);
        return;
      }
      hasFchmodat2 = false;
    }
    chmodThroughDescriptor(dir, name, mode);
  }

  /**
   * The way before Linux 6.6: pin the file, see that it is no symlink, change it by its descriptor.
   */
  static void chmodThroughDescriptor(Dir dir, byte[] name, int mode) throws ErrnoException {
    String subject = dir.display(name);
    int flags = Numbers.O_PATH | Numbers.O_NOFOLLOW;
    Fd pinned = Fd.open(dir.number("openat"), name, flags, 0, subject);
    try {
      if (pinned.stat(subject).isSymlink()) {
        throw new ErrnoException("fchmodat", Errno.EOPNOTSUPP, subject);
      }
      Scratch scratch = Scratch.fresh();
      long path = scratch.string(pinned.procPath("fchmodat"));
      long result = Syscall.call(scratch, Numbers.FCHMODAT, Numbers.AT_FDCWD, path, mode);
      Fd.check(result, "fchmodat", subject);
    } finally {
      pinned.close();
    }
  }

  /** utimensat(2) on {@code path}, or on {@code fd} itself when {@code path} is 0. */
  static long setTimes(Scratch scratch, int fd, long path, long seconds, int nanos)
      throws ErrnoException {
    int times = scratch.reserve(32);
    scratch.putLong(times, seconds);
    scratch.putLong(times + 8, nanos);
    scratch.putLong(times + 16, seconds);
    scratch.putLong(times + 24, nanos);
    int flags = path == 0 ? 0 : Numbers.AT_SYMLINK_NOFOLLOW;
    return Syscall.call(scratch, Numbers.UTIMENSAT, fd, path, scratch.address(times), flags);
  }
}
