package dev.varve.linux;

import java.nio.file.Path;

/** What the kernel says of mounted file systems, and writing them to the disk. */
public final class FileSystems {
  /** Bytes of struct statfs on 64-bit machines. */
  private static final int STATFS = 120;

  private FileSystems() {}

  /** The file system that holds {@code path}; symlinks are followed. */
  public static FileSystemInfo of(Path path) throws ErrnoException {
    byte[] bytes = FileNames.bytes(path);
    Scratch scratch = Scratch.fresh();
    long address = scratch.string(bytes);
    int buffer = scratch.reserve(STATFS);
    long result = Syscall.call(scratch, Numbers.STATFS, address, scratch.address(buffer));
    Fd.check(result, "statfs", FileNames.display(bytes));
    return parse(scratch, buffer);
  }

  /** The file system that holds {@code dir}. */
  public static FileSystemInfo of(Dir dir) throws ErrnoException {
    int fd = dir.number("fstatfs");
    Scratch scratch = Scratch.fresh();
    int buffer = scratch.reserve(STATFS);
    long result = Syscall.call(scratch, Numbers.FSTATFS, fd, scratch.address(buffer));
    Fd.check(result, "fstatfs", dir.toString());
    return parse(scratch, buffer);
  }

  private static FileSystemInfo parse(Scratch scratch, int at) {
    long blockSize = scratch.longAt(at + 8);
    return new FileSystemInfo(
        scratch.longAt(at) & 0xffffffffL,
        scratch.longAt(at + 16) * blockSize,
        scratch.longAt(at + 32) * blockSize,
        scratch.longAt(at + 40),
        scratch.longAt(at + 48),
        scratch.longAt(at + 80));
  }

  /** Writes all that is not yet on the disk of the file system that holds {@code dir}. */
  public static void sync(Dir dir) throws ErrnoException {
    long result = Syscall.call(Scratch.fresh(), Numbers.SYNCFS, dir.number("syncfs"));
    Fd.check(result, "syncfs", dir.toString());
  }
}
