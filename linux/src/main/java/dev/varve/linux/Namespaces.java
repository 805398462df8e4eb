package dev.varve.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The namespaces of the calling thread, see namespaces(7).
 *
 * <p>A mount namespace belongs to a thread, not to the process. {@link #unshareMounts()} gives the
 * calling thread a copy of its own, along with its own working directory, root and umask; no other
 * thread sees the mounts that it makes from then on, while the processes and threads it starts do,
 * because they inherit its namespace. There is no way back: use a platform thread that ends with
 * its task. When the thread and the processes it started are gone, however they ended, so are the
 * mounts.
 */
public final class Namespaces {
  private static final int CLONE_NEWNS = 0x20000;
  private static final int NS_GET_USERNS = 0xb701;

  private Namespaces() {}

  /**
   * Gives the calling thread its own mount namespace in which nothing propagates to or from
   * elsewhere.
   *
   * @throws IllegalStateException on a virtual thread: its carrier, which others share, would
   *     change
   * @throws ErrnoException EPERM without CAP_SYS_ADMIN in the thread's user namespace
   */
  public static void unshareMounts() throws ErrnoException {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException("a mount namespace needs a platform thread");
    }
    long result = Syscall.call(Scratch.fresh(), Numbers.UNSHARE, CLONE_NEWNS);
    Fd.check(result, "unshare", "mount namespace");
    Mounts.makePrivate(Path.of("/"));
  }

  /** Whether this process is in a user namespace other than the first. */
  public static boolean inUserNamespace() throws IOException {
    return !uidMap().isIdentity();
  }

  /** The user ids that exist here. */
  public static IdMap uidMap() throws IOException {
    return IdMap.parse(Files.readString(Path.of("/proc/thread-self/uid_map")));
  }

  /** The group ids that exist here. */
  public static IdMap gidMap() throws IOException {
    return IdMap.parse(Files.readString(Path.of("/proc/thread-self/gid_map")));
  }

  /**
   * Whether the calling thread has a mount namespace other than that of the machine (or container),
   * so that its mounts go when it goes. Where that cannot be seen the answer is no.
   */
  public static boolean hasOwnMountNamespace() throws IOException {
    Path own = Files.readSymbolicLink(Path.of("/proc/thread-self/ns/mnt"));
    if (!own.equals(Files.readSymbolicLink(Path.of("/proc/self/ns/mnt")))) {
      return true;
    }
    Optional<Path> first = mountNamespace(1);
    for (long pid = parent("self"); first.isEmpty() && pid > 0; pid = parent(Long.toString(pid))) {
      // Process 1 belongs to somebody else: what started this process will do.
      Optional<Path> ancestor = mountNamespace(pid);
      if (ancestor.isPresent() && !ancestor.get().equals(own)) {
        return true;
      }
    }
    if (first.isPresent()) {
      return !own.equals(first.get());
    }
    return inUserNamespace() && ownsMountNamespace();
  }

  private static Optional<Path> mountNamespace(long pid) {
    try {
      return Optional.of(Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/mnt")));
    } catch (IOException notReadable) {
      return Optional.empty();
    }
  }

  private static long parent(String process) {
    try {
      byte[] stat = Files.readAllBytes(Path.of("/proc/" + process + "/stat"));
      String text = new String(stat, StandardCharsets.ISO_8859_1);
      // After the command in parentheses: state, parent.
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", 3);
      return Long.parseLong(fields[1]);
    } catch (IOException ended) {
      return 0;
    }
  }

  /** Whether the mount namespace was made in this thread's user namespace. */
  private static boolean ownsMountNamespace() throws IOException {
    byte[] mounts = FileNames.ascii("/proc/thread-self/ns/mnt");
    Fd fd = Fd.open(Numbers.AT_FDCWD, mounts, Numbers.O_RDONLY, 0, FileNames.display(mounts));
    try {
      long owner = Syscall.call(Scratch.fresh(), Numbers.IOCTL, fd.number("ioctl"), NS_GET_USERNS);
      if (owner < 0) {
        return false;
      }
      Fd ownerFd = new Fd((int) owner);
      try {
        Path owning = Files.readSymbolicLink(Path.of("/proc/self/fd/" + owner));
        return owning.equals(Files.readSymbolicLink(Path.of("/proc/thread-self/ns/user")));
      } finally {
        ownerFd.close();
      }
    } finally {
      fd.close();
    }
  }
}
