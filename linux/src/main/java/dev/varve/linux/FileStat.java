package dev.varve.linux;

/**
 * What statx(2) says of a file. Ids are unsigned 32-bit numbers kept in an {@code int}; compare
 * them as such or with {@link Integer#toUnsignedLong}.
 *
 * @param device major number in the upper 32 bits, minor in the lower
 * @param mode the whole st_mode: type and permissions
 * @param size bytes; for a symlink the length of its target
 * @param blocks allocated blocks of 512 bytes
 */
public record FileStat(
    long device,
    long inode,
    int mode,
    int uid,
    int gid,
    int nlink,
    long size,
    long blocks,
    long mtimeSeconds,
    int mtimeNanos,
    long ctimeSeconds,
    int ctimeNanos,
    int rdevMajor,
    int rdevMinor) {

  /** Mask of the file type in {@link #mode}. */
  public static final int TYPE_MASK = 0170000;

  public static final int SOCKET = 0140000;
  public static final int SYMLINK = 0120000;
  public static final int REGULAR = 0100000;
  public static final int BLOCK_DEVICE = 0060000;
  public static final int DIRECTORY = 0040000;
  public static final int CHAR_DEVICE = 0020000;
  public static final int FIFO = 0010000;

  /** One of the type constants of this record. */
  public int type() {
    return mode & TYPE_MASK;
  }

  /** Permission bits with setuid, setgid and sticky: 07777. */
  public int permissions() {
    return mode & 07777;
  }

  public boolean isRegular() {
    return type() == REGULAR;
  }

  public boolean isDirectory() {
    return type() == DIRECTORY;
  }

  public boolean isSymlink() {
    return type() == SYMLINK;
  }

  public boolean isFifo() {
    return type() == FIFO;
  }

  public boolean isSocket() {
    return type() == SOCKET;
  }

  public boolean isCharDevice() {
    return type() == CHAR_DEVICE;
  }

  public boolean isBlockDevice() {
    return type() == BLOCK_DEVICE;
  }

  /** Whether both describe the same inode of the same file system. */
  public boolean isSameFile(FileStat other) {
    return inode == other.inode && device == other.device;
  }
}
