package dev.varve.linux;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * Mounts and unmounts, in the mount namespace of the calling thread.
 *
 * <p>Threads of one process can be in different mount namespaces (see {@link Namespaces}), so a
 * mount belongs to the thread that made it: make, use and remove it on the same platform thread.
 *
 * <p>Symlinks in {@code target} and {@code source} are followed. To mount inside a root that is not
 * trusted, open the target with {@link Dir#openDirInRoot} <em>on this thread, after the
 * unshare</em>, and pass {@link Dir#descriptorPath()}.
 *
 * <p>Uses the mount API of Linux 5.2 and 5.12, whose calls take effect as a whole or not at all,
 * and mount(2) where the kernel lacks it. Failures are {@link ErrnoException}s that carry the
 * kernel's own explanation where it gives one.
 */
public final class Mounts {
  private static final int MS_REMOUNT = 0x20;
  private static final int MS_BIND = 0x1000;
  private static final int MS_REC = 0x4000;
  private static final int MS_PRIVATE = 0x40000;
  private static final int MNT_DETACH = 0x2;
  private static final int UMOUNT_NOFOLLOW = 0x8;

  private Mounts() {}

  /**
   * Mounts an overlay with {@code userxattr}: opaque directories carry {@code user.overlay.opaque},
   * and the upper directory holds whole files and plain whiteouts only (neither redirects nor
   * metadata-only copies), so that it can be read as a layer.
   */
  public static void overlay(OverlayOptions options, Path target, Set<MountFlag> flags)
      throws ErrnoException {
    OverlayMount.mount(options, FileNames.bytes(target), MountFlag.bits(flags));
  }

  /**
   * Makes the file or directory {@code source} visible at {@code target}, a file or directory too.
   */
  public static void bind(Path source, Path target, boolean readOnly, boolean recursive)
      throws ErrnoException {
    byte[] from = FileNames.bytes(source);
    byte[] to = FileNames.bytes(target);
    try {
      MountCalls.bind(
          from, to, readOnly ? MountFlag.bits(Set.of(MountFlag.READ_ONLY)) : 0, recursive);
    } catch (ErrnoException e) {
      if (!e.is(Errno.ENOSYS)) {
        throw e;
      }
      bindBefore512(from, to, readOnly, recursive);
    }
  }

  /** mount(2) binds with the flags of the source; restrictions take a second call. */
  static void bindBefore512(byte[] source, byte[] target, boolean readOnly, boolean recursive)
      throws ErrnoException {
    MountCalls.mount(source, target, "", MS_BIND | (recursive ? MS_REC : 0), "");
    if (!readOnly) {
      return;
    }
    try {
      // The flags that are there must be repeated: in a user namespace they are locked.
      int present = (int) FileSystems.of(FileNames.path(target)).flags() & 0xf;
      int flags = MS_BIND | MS_REMOUNT | 0x1 | present;
      MountCalls.mount(source, target, "", flags, "");
    } catch (ErrnoException e) {
      MountCalls.unmount(target, MNT_DETACH);
      throw e;
    }
  }

  /** Changes a mount: adds restrictions to it and, if {@code recursive}, to all mounts below it. */
  public static void restrict(Path target, Set<MountFlag> flags, boolean recursive)
      throws ErrnoException {
    MountCalls.setAttributes(
        Numbers.AT_FDCWD, FileNames.bytes(target), recursive, MountFlag.bits(flags));
  }

  /**
   * An empty file system in memory.
   *
   * @param options as in tmpfs(5): {@code size}, {@code nr_inodes}, {@code mode}, {@code uid},
   *     {@code gid}
   */
  public static void tmpfs(Path target, Set<MountFlag> flags, Map<String, String> options)
      throws ErrnoException {
    fileSystem("tmpfs", target, flags, options);
  }

  /** The processes of the calling thread's pid namespace; nosuid, nodev and noexec. */
  public static void proc(Path target) throws ErrnoException {
    Set<MountFlag> flags = Set.of(MountFlag.NOSUID, MountFlag.NODEV, MountFlag.NOEXEC);
    fileSystem("proc", target, flags, Map.of());
  }

  /**
   * A file system of any type that needs no device.
   *
   * @param type such as {@code sysfs}, {@code mqueue}, {@code devpts}, {@code cgroup2}
   * @param options of the file system; an empty value is a flag
   */
  public static void fileSystem(
      String type, Path target, Set<MountFlag> flags, Map<String, String> options)
      throws ErrnoException {
    byte[] to = FileNames.bytes(target);
    int bits = MountFlag.bits(flags);
    try (FileSystemContext context = FileSystemContext.open(type, FileNames.display(to))) {
      for (Map.Entry<String, String> option : options.entrySet()) {
        context.set(option.getKey(), option.getValue());
      }
      context.mount(to, bits);
    } catch (ErrnoException e) {
      if (!e.is(Errno.ENOSYS)) {
        throw e;
      }
      MountCalls.mount(FileNames.ascii(type), to, type, bits, optionText(options));
    }
  }

  private static String optionText(Map<String, String> options) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, String> option : options.entrySet()) {
      text.append(text.isEmpty() ? "" : ",").append(option.getKey());
      if (!option.getValue().isEmpty()) {
        text.append('=').append(option.getValue());
      }
    }
    return text.toString();
  }

  /**
   * Removes the topmost mount at {@code target}, whose last component is not followed if a symlink.
   *
   * @param detach take it out of sight now, and away when it is no longer used; otherwise EBUSY
   */
  public static void unmount(Path target, boolean detach) throws ErrnoException {
    MountCalls.unmount(FileNames.bytes(target), UMOUNT_NOFOLLOW | (detach ? MNT_DETACH : 0));
  }

  /** Stops mounts at and below {@code target} from propagating, in both directions. */
  public static void makePrivate(Path target) throws ErrnoException {
    MountCalls.mount(new byte[0], FileNames.bytes(target), "", MS_REC | MS_PRIVATE, "");
  }
}
