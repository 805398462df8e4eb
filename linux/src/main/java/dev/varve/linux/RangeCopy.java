package dev.varve.linux;

/** Copies a range between two files, in the kernel if possible. */
final class RangeCopy {
  private static final int CHUNK = 256 * 1024;

  private RangeCopy() {}

  static long copy(FileHandle in, FileHandle out, long offset, long length) throws ErrnoException {
    long done = 0;
    while (done < length) {
      Scratch scratch = Scratch.fresh();
      int position = scratch.reserve(8);
      scratch.putLong(position, offset + done);
      long result =
          Syscall.call(
              scratch,
              Numbers.COPY_FILE_RANGE,
              in.number("copy_file_range"),
              scratch.address(position),
              out.number("copy_file_range"),
              0,
              length - done,
              0);
      if (done == 0 && isUnsupported(result)) {
        return copyThroughMemory(in, out, offset, length);
      }
      long copied = Fd.check(result, "copy_file_range", out.toString());
      if (copied == 0) {
        // Zero is the end of the file, and also what some special file systems say of any file.
        return done + copyThroughMemory(in, out, offset + done, length - done);
      }
      done += copied;
    }
    return done;
  }

  private static boolean isUnsupported(long result) {
    return result == -Errno.EXDEV
        || result == -Errno.ENOSYS
        || result == -Errno.EINVAL
        || result == -Errno.EOPNOTSUPP
        || result == -Errno.EPERM;
  }

  private static long copyThroughMemory(FileHandle in, FileHandle out, long offset, long length)
      throws ErrnoException {
    byte[] buffer = new byte[(int) Math.min(CHUNK, Math.max(length, 1))];
    long done = 0;
    while (done < length) {
      int wanted = (int) Math.min(buffer.length, length - done);
      int got = in.pread(buffer, 0, wanted, offset + done);
      if (got < 0) {
        break;
      }
      out.write(buffer, 0, got);
      done += got;
    }
    return done;
  }
}
