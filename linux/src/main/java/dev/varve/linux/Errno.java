package dev.varve.linux;

/**
 * The error numbers of Linux (asm-generic, the same on x86_64 and aarch64) that callers tell apart.
 */
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int ENXIO = 6;
  public static final int EBADF = 9;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int EXDEV = 18;
  public static final int ENODEV = 19;
  public static final int ENOTDIR = 20;
  public static final int EISDIR = 21;
  public static final int EINVAL = 22;
  public static final int ENFILE = 23;
  public static final int EMFILE = 24;
  public static final int ENOTTY = 25;
  public static final int ETXTBSY = 26;
  public static final int EFBIG = 27;
  public static final int ENOSPC = 28;
  public static final int ESPIPE = 29;
  public static final int EROFS = 30;
  public static final int EMLINK = 31;
  public static final int EPIPE = 32;
  public static final int ERANGE = 34;
  public static final int ENAMETOOLONG = 36;
  public static final int ENOSYS = 38;
  public static final int ENOTEMPTY = 39;
  public static final int ELOOP = 40;
  public static final int ENODATA = 61;
  public static final int EOVERFLOW = 75;
  public static final int EOPNOTSUPP = 95;
  public static final int ESTALE = 116;
  public static final int EDQUOT = 122;

  private Errno() {}

  /**
   * The symbolic name, such as {@code ENOENT}, or {@code errno N} for a number without one here.
   */
  public static String name(int errno) {
    String entry = entry(errno);
    return entry.substring(0, entry.indexOf(':'));
  }

  /** What the number means, in the words of strerror(3). */
  public static String text(int errno) {
    String entry = entry(errno);
    return entry.substring(entry.indexOf(':') + 1);
  }

  private static String entry(int errno) {
    return switch (errno) {
      case EPERM -> "EPERM:Operation not permitted";
      case ENOENT -> "ENOENT:No such file or directory";
      case ESRCH -> "ESRCH:No such process";
      case EINTR -> "EINTR:Interrupted system call";
      case EIO -> "EIO:Input/output error";
      case ENXIO -> "ENXIO:No such device or address";
      case 7 -> "E2BIG:Argument list too long";
      case EBADF -> "EBADF:Bad file descriptor";
      case EAGAIN -> "EAGAIN:Resource temporarily unavailable";
      case ENOMEM -> "ENOMEM:Cannot allocate memory";
      case EACCES -> "EACCES:Permission denied";
      case 14 -> "EFAULT:Bad address";
      case EBUSY -> "EBUSY:Device or resource busy";
      case EEXIST -> "EEXIST:File exists";
      case EXDEV -> "EXDEV:Invalid cross-device link";
      case ENODEV -> "ENODEV:No such device";
      case ENOTDIR -> "ENOTDIR:Not a directory";
      case EISDIR -> "EISDIR:Is a directory";
      case EINVAL -> "EINVAL:Invalid argument";
      case ENFILE -> "ENFILE:Too many open files in system";
      case EMFILE -> "EMFILE:Too many open files";
      case ENOTTY -> "ENOTTY:Inappropriate ioctl for device";
      case ETXTBSY -> "ETXTBSY:Text file busy";
      case EFBIG -> "EFBIG:File too large";
      case ENOSPC -> "ENOSPC:No space left on device";
      case ESPIPE -> "ESPIPE:Illegal seek";
      case EROFS -> "EROFS:Read-only file system";
      case EMLINK -> "EMLINK:Too many links";
      case EPIPE -> "EPIPE:Broken pipe";
      case ERANGE -> "ERANGE:Numerical result out of range";
      case 35 -> "EDEADLK:Resource deadlock avoided";
      case ENAMETOOLONG -> "ENAMETOOLONG:File name too long";
      case 37 -> "ENOLCK:No locks available";
      case ENOSYS -> "ENOSYS:Function not implemented";
      case ENOTEMPTY -> "ENOTEMPTY:Directory not empty";
      case ELOOP -> "ELOOP:Too many levels of symbolic links";
      case ENODATA -> "ENODATA:No data available";
      case EOVERFLOW -> "EOVERFLOW:Value too large for defined data type";
      case EOPNOTSUPP -> "EOPNOTSUPP:Operation not supported";
      case ESTALE -> "ESTALE:Stale file handle";
      case 117 -> "EUCLEAN:Structure needs cleaning";
      case EDQUOT -> "EDQUOT:Disk quota exceeded";
      default -> "errno " + errno + ":Unknown error";
    };
  }
}
