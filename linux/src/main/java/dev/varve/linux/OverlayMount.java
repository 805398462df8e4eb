package dev.varve.linux;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Mounts an overlay: one {@code lowerdir+} per layer from Linux 6.8 on, one option string before.
 */
final class OverlayMount implements AutoCloseable {
  private final OverlayOptions options;
  private final byte[] target;
  private final int flags;

  /**
   * Directories whose paths are too long for the kernel, which gets to see a descriptor instead.
   */
  private final List<Fd> pinned = new ArrayList<>();

  private OverlayMount(OverlayOptions options, byte[] target, int flags) {
    this.options = options;
    this.target = target;
    this.flags = flags;
  }

  static void mount(OverlayOptions options, byte[] target, int flags) throws ErrnoException {
    try (OverlayMount mount = new OverlayMount(options, target, flags)) {
      if (!mount.mountByContext()) {
        mount.mountByString();
      }
    }
  }

  /** False when the kernel is too old for it. */
  private boolean mountByContext() throws ErrnoException {
    FileSystemContext opened;
    try {
      opened = FileSystemContext.open("overlay", FileNames.display(target));
    } catch (ErrnoException e) {
      if (e.is(Errno.ENOSYS)) {
        return false;
      }
      throw e;
    }
    try (FileSystemContext context = opened) {
      List<Path> lowers = options.lowersBottomFirst();
      for (int i = lowers.size() - 1; i >= 0; i--) {
        byte[] lower = shortPath(lowers.get(i), FileSystemContext.MAX_VALUE);
        try {
          context.set("lowerdir+", lower);
        } catch (ErrnoException e) {
          boolean unknown = String.valueOf(e.getMessage()).contains("Unknown parameter");
          if (e.is(Errno.EINVAL) && unknown) {
            return false;
          }
          throw e;
        }
      }
      if (options.upper().isPresent()) {
        context.set("upperdir", shortPath(options.upper().get(), FileSystemContext.MAX_VALUE));
        context.set(
            "workdir", shortPath(options.work().orElseThrow(), FileSystemContext.MAX_VALUE));
      }
      context.set("source", "overlay");
      context.set("userxattr", "");
      context.set("index", "off");
      setUnsynced(context);
      context.mount(target, flags);
      return true;
    }
  }

  private void setUnsynced(FileSystemContext context) throws ErrnoException {
    if (!options.isUnsynced()) {
      return;
    }
    try {
      context.set("volatile", "");
    } catch (ErrnoException e) {
      if (!e.is(Errno.EINVAL)) {
        throw e;
      }
    }
  }

  /** One page has to hold all paths, so each is a descriptor of some 17 bytes. */
  void mountByString() throws ErrnoException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes(FileNames.ascii("userxattr,index=off,lowerdir="));
    List<Path> lowers = options.lowersBottomFirst();
    for (int i = lowers.size() - 1; i >= 0; i--) {
      text.writeBytes(shortPath(lowers.get(i), 0));
      text.writeBytes(FileNames.ascii(i > 0 ? ":" : ""));
    }
    if (options.upper().isPresent()) {
      text.writeBytes(FileNames.ascii(",upperdir="));
      text.writeBytes(shortPath(options.upper().get(), 0));
      text.writeBytes(FileNames.ascii(",workdir="));
      text.writeBytes(shortPath(options.work().orElseThrow(), 0));
    }
    if (text.size() > MountCalls.MAX_OPTIONS) {
      throw new ErrnoException(
          "mount",
          Errno.EINVAL,
          FileNames.display(target),
          lowers.size() + " layers are more than this kernel's mount(2) can take");
    }
    byte[] source = FileNames.ascii("overlay");
    if (options.isUnsynced()) {
      try {
        ByteArrayOutputStream unsynced = new ByteArrayOutputStream();
        unsynced.writeBytes(FileNames.ascii("volatile,"));
        unsynced.writeBytes(text.toByteArray());
        MountCalls.mount(source, target, "overlay", flags, unsynced.toByteArray());
        return;
      } catch (ErrnoException e) {
        if (!e.is(Errno.EINVAL)) {
          throw e;
        }
      }
    }
    MountCalls.mount(source, target, "overlay", flags, text.toByteArray());
  }

  private byte[] shortPath(Path path, int longest) throws ErrnoException {
    byte[] bytes = FileNames.bytes(path.toAbsolutePath());
    if (bytes.length <= longest) {
      return bytes;
    }
    int flags = Numbers.O_PATH | Numbers.O_DIRECTORY;
    Fd fd = Fd.open(Numbers.AT_FDCWD, bytes, flags, 0, FileNames.display(bytes));
    pinned.add(fd);
    return fd.procPath("mount");
  }

  @Override
  public void close() {
    for (Fd fd : pinned) {
      fd.close();
    }
  }

  /** The way of kernels without {@code lowerdir+}, for the test on one that has it. */
  static void mountByString(OverlayOptions options, byte[] target) throws ErrnoException {
    try (OverlayMount mount = new OverlayMount(options, target, 0)) {
      mount.mountByString();
    }
  }
}
