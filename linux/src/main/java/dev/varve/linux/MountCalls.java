package dev.varve.linux;

import java.nio.charset.StandardCharsets;

/**
 * The system calls behind {@link Mounts}. Paths are relative to the working directory if not
 * absolute.
 */
final class MountCalls {
  private static final int OPEN_TREE_CLONE = 1;
  private static final int MOVE_MOUNT_F_EMPTY_PATH = 0x4;
  private static final int MOVE_MOUNT_T_SYMLINKS = 0x10;

  /** mount(2) takes a page of options, with the NUL. */
  static final int MAX_OPTIONS = 4095;

  private MountCalls() {}

  /** mount(2). Empty strings are passed as null. */
  static void mount(byte[] source, byte[] target, String type, int flags, String options)
      throws ErrnoException {
    mount(source, target, type, flags, options.getBytes(StandardCharsets.UTF_8));
  }

  static void mount(byte[] source, byte[] target, String type, int flags, byte[] options)
      throws ErrnoException {
    String subject = FileNames.display(target);
    if (options.length > MAX_OPTIONS) {
      throw new ErrnoException("mount", Errno.EINVAL, subject, "options longer than a page");
    }
    FileNames.checkText("mount", source);
    FileNames.checkText("mount", target);
    Scratch scratch = Scratch.fresh();
    NativeBuffer data = scratch.value();
    data.copyIn(options, 0, 0, options.length);
    data.putByte(options.length, (byte) 0);
    long from = source.length == 0 ? 0 : scratch.string(source);
    long to = scratch.string(target);
    long typeName = type.isEmpty() ? 0 : scratch.string(FileNames.ascii(type));
    long text = options.length == 0 ? 0 : data.address();
    long result = Syscall.call(scratch, Numbers.MOUNT, from, to, typeName, flags, text);
    Fd.check(result, "mount", subject);
  }

  static void unmount(byte[] target, int flags) throws ErrnoException {
    FileNames.checkText("umount2", target);
    Scratch scratch = Scratch.fresh();
    long path = scratch.string(target);
    long result = Syscall.call(scratch, Numbers.UMOUNT2, path, flags);
    Fd.check(result, "umount2", FileNames.display(target));
  }

  /** Clones the source's mount, restricts the clone, and only then makes it visible. */
  static void bind(byte[] source, byte[] target, int flags, boolean recursive)
      throws ErrnoException {
    FileNames.checkText("open_tree", source);
    String subject = FileNames.display(source);
    Scratch scratch = Scratch.fresh();
    long from = scratch.string(source);
    int how = OPEN_TREE_CLONE | Numbers.O_CLOEXEC | (recursive ? Numbers.AT_RECURSIVE : 0);
    long tree = Syscall.call(scratch, Numbers.OPEN_TREE, Numbers.AT_FDCWD, from, how);
    Fd clone = new Fd((int) Fd.check(tree, "open_tree", subject));
    try {
      if (flags != 0) {
        setAttributes(clone.number("mount_setattr"), new byte[0], recursive, flags);
      }
      attach(clone, target);
    } finally {
      clone.close();
    }
  }

  /** mount_setattr(2), adding {@code flags}; on {@code fd} itself when the path is empty. */
  static void setAttributes(int fd, byte[] path, boolean recursive, int flags)
      throws ErrnoException {
    FileNames.checkText("mount_setattr", path);
    Scratch scratch = Scratch.fresh();
    long address = scratch.string(path);
    int attributes = scratch.reserve(32);
    scratch.putLong(attributes, flags);
    scratch.putLong(attributes + 8, 0);
    scratch.putLong(attributes + 16, 0);
    scratch.putLong(attributes + 24, 0);
    int how =
        (path.length == 0 ? Numbers.AT_EMPTY_PATH : 0) | (recursive ? Numbers.AT_RECURSIVE : 0);
    long result =
        Syscall.call(
            scratch, Numbers.MOUNT_SETATTR, fd, address, how, scratch.address(attributes), 32);
    Fd.check(result, "mount_setattr", FileNames.display(path));
  }

  /** Makes a detached mount visible at {@code target}. */
  static void attach(Fd mount, byte[] target) throws ErrnoException {
    FileNames.checkText("move_mount", target);
    Scratch scratch = Scratch.fresh();
    long empty = scratch.string(new byte[0]);
    long to = scratch.string(target);
    long result =
        Syscall.call(
            scratch,
            Numbers.MOVE_MOUNT,
            mount.number("move_mount"),
            empty,
            Numbers.AT_FDCWD,
            to,
            MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_SYMLINKS);
    Fd.check(result, "move_mount", FileNames.display(target));
  }
}
