package dev.varve.linux;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An open file. Reads and writes are unbuffered and share one position, except those that name
 * theirs.
 *
 * <p>Every failure is an {@link ErrnoException} that names the file. Not safe for use by several
 * threads at once, except for the operations that name their position.
 */
public final class FileHandle implements AutoCloseable {
  static final int OPEN_READ = Numbers.O_RDONLY | Numbers.O_NONBLOCK | Numbers.O_NOCTTY;

  private static final int SEEK_DATA = 3;
  private static final int SEEK_HOLE = 4;

  private final Fd fd;
  private final @Nullable Dir parent;
  private final byte[] name;

  /** A file opened by its name in a directory, or by a path when there is none. */
  FileHandle(Fd fd, @Nullable Dir parent, byte[] name) {
    this.fd = fd;
    this.parent = parent;
    this.name = name;
  }

  /**
   * Takes a descriptor opened without blocking; refuses and closes it unless the file is regular.
   */
  static FileHandle regular(Fd fd, @Nullable Dir parent, byte[] name) throws ErrnoException {
    FileHandle file = new FileHandle(fd, parent, name);
    try {
      if (!file.stat().isRegular()) {
        throw new ErrnoException("openat (regular file)", Errno.EINVAL, file.toString());
      }
    } catch (ErrnoException e) {
      fd.close();
      throw e;
    }
    return file;
  }

  /** Opens a regular file for reading; symlinks are followed. Never blocks. */
  public static FileHandle open(Path path) throws ErrnoException {
    byte[] bytes = FileNames.bytes(path);
    String text = FileNames.display(bytes);
    return regular(Fd.open(Numbers.AT_FDCWD, bytes, OPEN_READ, 0, text), null, bytes);
  }

  /** Creates a file for reading and writing. EEXIST when the name is taken. */
  public static FileHandle create(Path path, int mode) throws ErrnoException {
    byte[] bytes = FileNames.bytes(path);
    String text = FileNames.display(bytes);
    int flags = Numbers.O_RDWR | Numbers.O_CREAT | Numbers.O_EXCL;
    return new FileHandle(Fd.open(Numbers.AT_FDCWD, bytes, flags, mode, text), null, bytes);
  }

  /**
   * Reads from the current position.
   *
   * @return the number of bytes, at least 1 unless {@code length} is 0; -1 at the end of the file
   */
  public int read(byte[] to, int offset, int length) throws ErrnoException {
    return read(Numbers.READ, -1, to, offset, length);
  }

  /** As {@link #read}, from {@code position}, leaving the current position alone. */
  public int pread(byte[] to, int offset, int length, long position) throws ErrnoException {
    return read(Numbers.PREAD64, position, to, offset, length);
  }

  private int read(int call, long position, byte[] to, int offset, int length)
      throws ErrnoException {
    Objects.checkFromIndexSize(offset, length, to.length);
    if (length == 0) {
      return 0;
    }
    Scratch scratch = Scratch.fresh();
    NativeBuffer buffer = scratch.transfer();
    long wanted = Math.min(length, buffer.size());
    long result =
        Syscall.call(scratch, call, fd.number("read"), buffer.address(), wanted, position);
    int got = (int) check(result, "read");
    if (got == 0) {
      return -1;
    }
    buffer.copyOut(0, to, offset, got);
    return got;
  }

  /** Writes all bytes at the current position. */
  public void write(byte[] from, int offset, int length) throws ErrnoException {
    write(Numbers.WRITE, -1, from, offset, length);
  }

  /** Writes all bytes at {@code position}, leaving the current position alone. */
  public void pwrite(byte[] from, int offset, int length, long position) throws ErrnoException {
    write(Numbers.PWRITE64, position, from, offset, length);
  }

  private void write(int call, long position, byte[] from, int offset, int length)
      throws ErrnoException {
    Objects.checkFromIndexSize(offset, length, from.length);
    int done = 0;
    while (done < length) {
      Scratch scratch = Scratch.fresh();
      NativeBuffer buffer = scratch.transfer();
      int part = Math.min(length - done, buffer.size());
      buffer.copyIn(from, offset + done, 0, part);
      long at = position < 0 ? -1 : position + done;
      long result = Syscall.call(scratch, call, fd.number("write"), buffer.address(), part, at);
      done += (int) check(result, "write");
    }
  }

  /** Reads on from the current position. Closing the stream leaves this file open. */
  public InputStream inputStream() {
    return new FileStreams.Input(this);
  }

  /** Writes on from the current position, unbuffered. Closing the stream leaves this file open. */
  public OutputStream outputStream() {
    return new FileStreams.Output(this);
  }

  public FileStat stat() throws ErrnoException {
    check(fd.tryStat(), "statx");
    return Statx.parse(Scratch.fresh().statx);
  }

  /** Sets owner and group (unsigned 32 bits; -1 leaves one as it is). */
  public void chown(int uid, int gid) throws ErrnoException {
    long result =
        Syscall.call(
            Scratch.fresh(),
            Numbers.FCHOWN,
            fd.number("fchown"),
            Integer.toUnsignedLong(uid),
            Integer.toUnsignedLong(gid));
    check(result, "fchown");
  }

  /** Sets the permissions (07777), whatever the umask. */
  public void chmod(int mode) throws ErrnoException {
    call("fchmod", Numbers.FCHMOD, mode);
  }

  /** Sets the times of modification and last access. */
  public void setTimes(long seconds, int nanos) throws ErrnoException {
    Scratch scratch = Scratch.fresh();
    long result = DirCalls.setTimes(scratch, fd.number("utimensat"), 0, seconds, nanos);
    check(result, "utimensat");
  }

  /** Sets the size: cuts the file or appends a hole. */
  public void truncate(long size) throws ErrnoException {
    call("ftruncate", Numbers.FTRUNCATE, size);
  }

  /** Writes content and metadata to the disk (fsync). */
  public void sync() throws ErrnoException {
    call("fsync", Numbers.FSYNC, 0);
  }

  /**
   * Appends {@code length} bytes of this file, from {@code offset} on, to {@code out} at its
   * current position, inside the kernel where both file systems can (copy_file_range).
   *
   * @return the bytes copied: less than {@code length} only when this file ends before
   */
  public long copyRangeTo(FileHandle out, long offset, long length) throws ErrnoException {
    return RangeCopy.copy(this, out, offset, length);
  }

  /** The first offset of data at or after {@code offset}; -1 when only a hole follows. */
  public long seekData(long offset) throws ErrnoException {
    return seek(offset, SEEK_DATA);
  }

  /** The first offset of a hole at or after {@code offset}; the end of the file counts as one. */
  public long seekHole(long offset) throws ErrnoException {
    return seek(offset, SEEK_HOLE);
  }

  private long seek(long offset, int whence) throws ErrnoException {
    long result = Syscall.call(Scratch.fresh(), Numbers.LSEEK, fd.number("lseek"), offset, whence);
    return result == -Errno.ENXIO ? -1 : check(result, "lseek");
  }

  /** Moves the current position. */
  public void seek(long position) throws ErrnoException {
    call("lseek", Numbers.LSEEK, position);
  }

  /** A path that leads to exactly this file while it is open, in this process only. */
  public Path descriptorPath() throws ErrnoException {
    return Path.of(FileNames.display(fd.procPath("descriptorPath")));
  }

  @Override
  public void close() {
    fd.close();
  }

  /** The path it was opened by, for messages. */
  @Override
  public String toString() {
    Dir above = parent;
    return above == null ? FileNames.display(name) : above.display(name);
  }

  /** Builds the text that names the file only when there is a failure to report. */
  private long check(long result, String call) throws ErrnoException {
    if (result < 0) {
      throw new ErrnoException(call, (int) -result, toString());
    }
    return result;
  }

  int number(String call) throws ErrnoException {
    return fd.number(call);
  }

  private void call(String call, int number, long argument) throws ErrnoException {
    long result = Syscall.call(Scratch.fresh(), number, fd.number(call), argument, 0);
    check(result, call);
  }
}
