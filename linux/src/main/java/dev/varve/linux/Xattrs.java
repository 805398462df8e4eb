package dev.varve.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Extended attributes by path, not following a symlink in the last component.
 *
 * <p>The kernel has no descriptor form that works on symlinks and devices before Linux 6.13;
 * callers pass {@code /proc/self/fd/N/name}, which is as safe as a descriptor and a name.
 */
final class Xattrs {
  /** XATTR_SIZE_MAX, and also XATTR_LIST_MAX. */
  private static final int MAX = 64 * 1024;

  /** Not before Linux 6.13. */
  private static volatile boolean hasListAt = true;

  private Xattrs() {}

  /**
   * Whether an entry may have attributes. Most have none, and this is asked of every file of a
   * layer: it takes no path through {@code /proc}, and asks for the length only, for the kernel
   * would allocate a buffer of any other size it is told.
   */
  static boolean mayExist(int directory, byte[] name) throws ErrnoException {
    if (!hasListAt) {
      return true;
    }
    Scratch scratch = Scratch.fresh();
    long path = scratch.string(name);
    int flags = Numbers.AT_SYMLINK_NOFOLLOW;
    long result = Syscall.call(scratch, Numbers.LISTXATTRAT, directory, path, flags, 0, 0);
    if (result == -Errno.ENOSYS) {
      hasListAt = false;
    }
    return result != 0 && result != -Errno.EOPNOTSUPP;
  }

  static List<byte[]> list(byte[] path, String subject) throws ErrnoException {
    Scratch scratch = Scratch.fresh();
    NativeBuffer buffer = scratch.value();
    long address = scratch.string(path);
    long result = Syscall.call(scratch, Numbers.LLISTXATTR, address, 0, 0);
    if (result == 0 || result == -Errno.EOPNOTSUPP) {
      return List.of();
    }
    result = Syscall.call(scratch, Numbers.LLISTXATTR, address, buffer.address(), MAX);
    byte[] names = copy(buffer, Fd.check(result, "llistxattr", subject));
    List<byte[]> list = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < names.length; i++) {
      if (names[i] == 0) {
        byte[] name = new byte[i - start];
        System.arraycopy(names, start, name, 0, name.length);
        list.add(name);
        start = i + 1;
      }
    }
    return list;
  }

  static Optional<byte[]> get(byte[] path, byte[] attribute, String subject) throws ErrnoException {
    FileNames.checkText("lgetxattr", attribute);
    Scratch scratch = Scratch.fresh();
    NativeBuffer buffer = scratch.value();
    long address = scratch.string(path);
    long name = scratch.string(attribute);
    long result = Syscall.call(scratch, Numbers.LGETXATTR, address, name, buffer.address(), MAX);
    if (result == -Errno.ENODATA || result == -Errno.EOPNOTSUPP) {
      return Optional.empty();
    }
    return Optional.of(copy(buffer, Fd.check(result, "lgetxattr", subject)));
  }

  static void set(byte[] path, byte[] attribute, byte[] value, String subject)
      throws ErrnoException {
    FileNames.checkText("lsetxattr", attribute);
    if (value.length > MAX) {
      throw new ErrnoException("lsetxattr", Errno.ERANGE, subject);
    }
    Scratch scratch = Scratch.fresh();
    NativeBuffer buffer = scratch.value();
    buffer.copyIn(value, 0, 0, value.length);
    long address = scratch.string(path);
    long name = scratch.string(attribute);
    long result =
        Syscall.call(scratch, Numbers.LSETXATTR, address, name, buffer.address(), value.length, 0);
    Fd.check(result, "lsetxattr", subject);
  }

  static void remove(byte[] path, byte[] attribute, String subject) throws ErrnoException {
    FileNames.checkText("lremovexattr", attribute);
    Scratch scratch = Scratch.fresh();
    long address = scratch.string(path);
    long name = scratch.string(attribute);
    long result = Syscall.call(scratch, Numbers.LREMOVEXATTR, address, name);
    Fd.check(result, "lremovexattr", subject);
  }

  private static byte[] copy(NativeBuffer buffer, long length) {
    byte[] bytes = new byte[(int) length];
    buffer.copyOut(0, bytes, 0, bytes.length);
    return bytes;
  }
}
