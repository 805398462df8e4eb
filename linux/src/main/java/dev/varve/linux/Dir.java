package dev.varve.linux;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An open directory, and what can be done to the entries in it.
 *
 * <p>Names are bytes and single components: a name that is empty, {@code .}, {@code ..}, longer
 * than 255 bytes or holds a slash or NUL is refused (EINVAL, ENAMETOOLONG). No operation on a name
 * follows a symlink in it, so a tree that somebody else changes meanwhile cannot lead out of
 * itself; only {@link #openDirInRoot} and {@link #openFileInRoot} follow links, inside this
 * directory as if it were the root. Every failure is an {@link ErrnoException} that names the path.
 *
 * <p>Safe for use by several threads, except closing while in use.
 */
public final class Dir implements AutoCloseable {
  private static final byte[] HERE = {'.'};
  private static final int OPEN_DIR = Numbers.O_RDONLY | Numbers.O_DIRECTORY;

  private final Fd fd;
  private final @Nullable Dir parent;
  private final byte[] name;

  private Dir(Fd fd, @Nullable Dir parent, byte[] name) {
    this.fd = fd;
    this.parent = parent;
    this.name = name;
  }

  /** Opens a directory for reading; symlinks in the path are followed. */
  public static Dir open(Path path) throws ErrnoException {
    return open(FileNames.bytes(path));
  }

  /** Opens a directory by a path as the kernel spells it; symlinks in it are followed. */
  public static Dir open(byte[] path) throws ErrnoException {
    FileNames.checkText("openat", path);
    String subject = FileNames.display(path);
    return new Dir(Fd.open(Numbers.AT_FDCWD, path, OPEN_DIR, 0, subject), null, path);
  }

  /** Opens a directory in this one. ENOTDIR for anything else, a symlink too. */
  public Dir openDir(byte[] name) throws ErrnoException {
    return new Dir(open(name, OPEN_DIR | Numbers.O_NOFOLLOW, 0), this, name);
  }

  /** As {@link #openDir}, but EXDEV when a file system is mounted on it. */
  Dir openDirOfSameMount(byte[] name) throws ErrnoException {
    FileNames.check("openat2", name);
    int resolve = Numbers.RESOLVE_NO_XDEV | Numbers.RESOLVE_BENEATH;
    return new Dir(openResolving(name, OPEN_DIR | Numbers.O_NOFOLLOW, resolve), this, name);
  }

  private Fd open(byte[] name, int flags, int mode) throws ErrnoException {
    FileNames.check("openat", name);
    long result = Fd.tryOpen(number("openat"), name, flags, mode);
    check(result, "openat", name);
    return new Fd((int) result);
  }

  private Fd openResolving(byte[] path, int flags, int resolve) throws ErrnoException {
    FileNames.checkText("openat2", path);
    byte[] target = path.length == 0 ? HERE : path;
    long result = Fd.tryOpenResolving(number("openat2"), target, flags, resolve);
    check(result, "openat2", path);
    return new Fd((int) result);
  }

  /**
   * Opens the directory that {@code path} leads to when this directory is the root: symlinks are
   * followed, absolute ones and {@code ..} stop here (openat2 RESOLVE_IN_ROOT).
   */
  public Dir openDirInRoot(byte[] path) throws ErrnoException {
    return new Dir(openInRoot(path, OPEN_DIR), this, path);
  }

  /**
   * Opens for reading the regular file that {@code path} leads to when this directory is the root,
   * see {@link #openDirInRoot}. EINVAL when it is not a regular file.
   */
  public FileHandle openFileInRoot(byte[] path) throws ErrnoException {
    return FileHandle.regular(openInRoot(path, FileHandle.OPEN_READ), this, path);
  }

  /**
   * Opens a directory below this one by a relative path without any symlink in it (ELOOP) and
   * without {@code ..} beyond this directory (EXDEV). The empty path is this directory.
   */
  public Dir openDirBeneath(byte[] path) throws ErrnoException {
    return new Dir(openBeneath(path, OPEN_DIR), this, path);
  }

  /**
   * Opens a regular file for reading by a path as in {@link #openDirBeneath}; see {@link
   * #openFile}.
   */
  public FileHandle openFileBeneath(byte[] path) throws ErrnoException {
    return FileHandle.regular(openBeneath(path, FileHandle.OPEN_READ), this, path);
  }

  private Fd openBeneath(byte[] path, int flags) throws ErrnoException {
    return openResolving(path, flags, Numbers.RESOLVE_BENEATH | Numbers.RESOLVE_NO_SYMLINKS);
  }

  private Fd openInRoot(byte[] path, int flags) throws ErrnoException {
    return openResolving(path, flags, Numbers.RESOLVE_IN_ROOT | Numbers.RESOLVE_NO_MAGICLINKS);
  }

  /** The names in this directory with their types, sorted. */
  public Entries list() throws ErrnoException {
    return list(NameFilter.ALL);
  }

  /** The names that the filter takes, sorted. */
  public Entries list(NameFilter filter) throws ErrnoException {
    DirReader reader = new DirReader(this, filter, false);
    reader.read();
    return reader.entries();
  }

  /**
   * The names in this directory with what statx(2) says of each; an entry that vanishes is left
   * out.
   */
  public Listing listing() throws ErrnoException {
    return listing(NameFilter.ALL);
  }

  /** As {@link #listing()}, for the names that the filter takes; others are not looked at. */
  public Listing listing(NameFilter filter) throws ErrnoException {
    DirReader reader = new DirReader(this, filter, true);
    reader.read();
    return reader.listing();
  }

  /** What this directory itself is. */
  public FileStat stat() throws ErrnoException {
    return fd.stat(toString());
  }

  /** What the entry is; a symlink is not followed. */
  public FileStat stat(byte[] name) throws ErrnoException {
    FileNames.check("statx", name);
    check(tryStat(name), "statx", name);
    return Statx.parse(Scratch.fresh().statx);
  }

  private long tryStat(byte[] name) throws ErrnoException {
    Scratch scratch = Scratch.fresh();
    long path = scratch.string(name);
    return Fd.tryStat(scratch, number("statx"), path, Numbers.AT_SYMLINK_NOFOLLOW);
  }

  /** As {@link #stat(byte[])}, empty when there is no such entry. */
  public Optional<FileStat> find(byte[] name) throws ErrnoException {
    FileNames.check("statx", name);
    long result = tryStat(name);
    if (result == -Errno.ENOENT) {
      return Optional.empty();
    }
    check(result, "statx", name);
    return Optional.of(Statx.parse(Scratch.fresh().statx));
  }

  /** The target of a symlink, verbatim. */
  public byte[] readLink(byte[] name) throws ErrnoException {
    return DirCalls.readLink(number("readlinkat"), FileNames.check("readlinkat", name), this);
  }

  /**
   * Opens a regular file for reading. Anything else is refused without blocking, a fifo too: ELOOP
   * for a symlink, EINVAL for the rest.
   */
  public FileHandle openFile(byte[] name) throws ErrnoException {
    return FileHandle.regular(open(name, FileHandle.OPEN_READ | Numbers.O_NOFOLLOW, 0), this, name);
  }

  /**
   * Creates a file for reading and writing. EEXIST when there is an entry of that name.
   *
   * @param mode permissions, less the process's umask; use {@link FileHandle#chmod} for exact ones
   */
  public FileHandle createFile(byte[] name, int mode) throws ErrnoException {
    int flags = Numbers.O_RDWR | Numbers.O_CREAT | Numbers.O_EXCL | Numbers.O_NOFOLLOW;
    return new FileHandle(open(name, flags, mode), this, name);
  }

  /** Creates a directory; the process's umask cuts {@code mode}. */
  public void mkdir(byte[] name, int mode) throws ErrnoException {
    call("mkdirat", Numbers.MKDIRAT, name, mode, 0);
  }

  /**
   * Creates a device or fifo (or an empty regular file or socket).
   *
   * @param mode type, as in {@link FileStat}, and permissions; the process's umask cuts those
   */
  public void mknod(byte[] name, int mode, int major, int minor) throws ErrnoException {
    long device = (minor & 0xffL) | ((major & 0xfffL) << 8) | ((minor & 0xfff00L) << 12);
    call("mknodat", Numbers.MKNODAT, name, mode, device);
  }

  /** Creates a symlink; the target is stored verbatim. */
  public void symlink(byte[] target, byte[] name) throws ErrnoException {
    FileNames.check("symlinkat", name);
    FileNames.checkText("symlinkat", target);
    Scratch scratch = Scratch.fresh();
    long to = scratch.string(target);
    long path = scratch.string(name);
    check(
        Syscall.call(scratch, Numbers.SYMLINKAT, to, number("symlinkat"), path), "symlinkat", name);
  }

  /** Creates a hard link to an entry of {@code from}; a symlink is linked itself. */
  public void link(Dir from, byte[] fromName, byte[] name) throws ErrnoException {
    FileNames.check("linkat", fromName);
    call2("linkat", Numbers.LINKAT, from, fromName, this, name, 0);
  }

  /** Removes an entry that is not a directory. */
  public void unlink(byte[] name) throws ErrnoException {
    call("unlinkat", Numbers.UNLINKAT, name, 0, 0);
  }

  /** Removes an empty directory. */
  public void rmdir(byte[] name) throws ErrnoException {
    call("unlinkat", Numbers.UNLINKAT, name, Numbers.AT_REMOVEDIR, 0);
  }

  /** Moves an entry, atomically replacing a compatible one. */
  public void rename(byte[] name, Dir to, byte[] toName) throws ErrnoException {
    call2("renameat2", Numbers.RENAMEAT2, this, name, to, toName, 0);
  }

  /** Moves an entry; EEXIST when the new name is taken. */
  public void renameNoReplace(byte[] name, Dir to, byte[] toName) throws ErrnoException {
    call2("renameat2", Numbers.RENAMEAT2, this, name, to, toName, 1);
  }

  /** Sets owner and group (unsigned 32 bits; -1 leaves one as it is), of a symlink itself too. */
  public void chown(byte[] name, int uid, int gid) throws ErrnoException {
    DirCalls.chown(this, FileNames.check("fchownat", name), uid, gid);
  }

  /**
   * Sets the permissions (07777), of devices and fifos too.
   *
   * @throws ErrnoException EOPNOTSUPP for a symlink: Linux keeps none for it
   */
  public void chmod(byte[] name, int mode) throws ErrnoException {
    DirCalls.chmod(this, FileNames.check("fchmodat2", name), mode);
  }

  /** Sets the times of modification and last access, of a symlink itself too. */
  public void setTimes(byte[] name, long seconds, int nanos) throws ErrnoException {
    FileNames.check("utimensat", name);
    Scratch scratch = Scratch.fresh();
    long path = scratch.string(name);
    int fd = number("utimensat");
    check(DirCalls.setTimes(scratch, fd, path, seconds, nanos), "utimensat", name);
  }

  /** The names of the extended attributes of an entry, of a symlink itself too. */
  public List<byte[]> xattrs(byte[] name) throws ErrnoException {
    FileNames.check("llistxattr", name);
    return Xattrs.mayExist(number("llistxattr"), name)
        ? Xattrs.list(entryPath("llistxattr", name), display(name))
        : List.of();
  }

  /** The value of an extended attribute, empty when the entry has none of that name. */
  public Optional<byte[]> xattr(byte[] name, byte[] attribute) throws ErrnoException {
    return Xattrs.get(entryPath("lgetxattr", name), attribute, display(name));
  }

  /** Sets an extended attribute. */
  public void setXattr(byte[] name, byte[] attribute, byte[] value) throws ErrnoException {
    Xattrs.set(entryPath("lsetxattr", name), attribute, value, display(name));
  }

  /** Removes an extended attribute. ENODATA when there is none. */
  public void removeXattr(byte[] name, byte[] attribute) throws ErrnoException {
    Xattrs.remove(entryPath("lremovexattr", name), attribute, display(name));
  }

  /**
   * Removes an entry and all below it. No entry of that name is no error. Never follows a symlink
   * and never enters a mount (EXDEV; what was removed until then stays removed). Directories
   * without permissions are made accessible where the caller owns them.
   */
  public void deleteTree(byte[] name) throws ErrnoException {
    TreeRemoval.remove(this, FileNames.check("unlinkat", name));
  }

  /** Writes this directory's entries to the disk (fsync). */
  public void sync() throws ErrnoException {
    Scratch scratch = Scratch.fresh();
    long result = Syscall.call(scratch, Numbers.FSYNC, number("fsync"));
    Fd.check(result, "fsync", toString());
  }

  /** Sets this directory's own permissions. */
  public void chmod(int mode) throws ErrnoException {
    long result = Syscall.call(Scratch.fresh(), Numbers.FCHMOD, number("fchmod"), mode);
    Fd.check(result, "fchmod", toString());
  }

  /** The path it was opened by: for messages. It may lead elsewhere by now. */
  public Path path() {
    return FileNames.path(pathBytes());
  }

  /** {@link #path()} byte for byte. */
  public byte[] pathBytes() {
    Dir above = parent;
    return above == null ? name : FileNames.join(above.pathBytes(), name);
  }

  /**
   * A path that leads to exactly this directory while it is open ({@code /proc/self/fd/N}), for
   * calls that take paths. It holds in this process only.
   */
  public Path descriptorPath() throws ErrnoException {
    return Path.of(FileNames.display(fd.procPath("descriptorPath")));
  }

  @Override
  public void close() {
    fd.close();
  }

  /** {@link #path()} fit for display. */
  @Override
  public String toString() {
    return FileNames.display(pathBytes());
  }

  int number(String call) throws ErrnoException {
    return fd.number(call);
  }

  String display(byte[] name) {
    return FileNames.display(FileNames.join(pathBytes(), name));
  }

  private byte[] entryPath(String call, byte[] name) throws ErrnoException {
    return FileNames.join(fd.procPath(call), FileNames.check(call, name));
  }

  private void call(String call, int number, byte[] name, long a, long b) throws ErrnoException {
    FileNames.check(call, name);
    Scratch scratch = Scratch.fresh();
    long path = scratch.string(name);
    check(Syscall.call(scratch, number, number(call), path, a, b), call, name);
  }

  private static void call2(
      String call, int number, Dir from, byte[] fromName, Dir to, byte[] toName, int flags)
      throws ErrnoException {
    FileNames.check(call, fromName);
    FileNames.check(call, toName);
    Scratch scratch = Scratch.fresh();
    long a = scratch.string(fromName);
    long b = scratch.string(toName);
    to.check(
        Syscall.call(scratch, number, from.number(call), a, to.number(call), b, flags),
        call,
        toName);
  }

  /** Builds the text that names the file only when there is a failure to report. */
  void check(long result, String call, byte[] name) throws ErrnoException {
    if (result < 0) {
      throw new ErrnoException(call, (int) -result, display(name));
    }
  }
}
