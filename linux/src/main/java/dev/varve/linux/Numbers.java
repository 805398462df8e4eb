package dev.varve.linux;

/**
 * The numbers of the system calls on this machine, and flags that differ or are used widely. From
 * 424 on they are the same everywhere; below, x86_64 has its own table and aarch64 uses
 * asm-generic.
 */
final class Numbers {
  private static final boolean X86 = isX86();

  static final int READ = of(0, 63);
  static final int WRITE = of(1, 64);
  static final int CLOSE = of(3, 57);
  static final int LSEEK = of(8, 62);
  static final int IOCTL = of(16, 29);
  static final int PREAD64 = of(17, 67);
  static final int PWRITE64 = of(18, 68);
  static final int WAIT4 = of(61, 260);
  static final int KILL = of(62, 129);
  static final int FLOCK = of(73, 32);
  static final int FSYNC = of(74, 82);
  static final int FDATASYNC = of(75, 83);
  static final int FTRUNCATE = of(77, 46);
  static final int FCHMOD = of(91, 52);
  static final int FCHOWN = of(93, 55);
  static final int UMASK = of(95, 166);
  static final int GETEUID = of(107, 175);
  static final int GETEGID = of(108, 177);
  static final int CAPGET = of(125, 90);
  static final int STATFS = of(137, 43);
  static final int FSTATFS = of(138, 44);
  static final int SETPRIORITY = of(141, 140);
  static final int MOUNT = of(165, 40);
  static final int UMOUNT2 = of(166, 39);
  static final int LSETXATTR = of(189, 6);
  static final int LGETXATTR = of(192, 9);
  static final int LLISTXATTR = of(195, 12);
  static final int LREMOVEXATTR = of(198, 15);
  static final int LISTXATTRAT = of(465, 465);
  static final int GETDENTS64 = of(217, 61);
  static final int IOPRIO_SET = of(251, 30);
  static final int WAITID = of(247, 95);
  static final int OPENAT = of(257, 56);
  static final int PIPE2 = of(293, 59);
  static final int GETRANDOM = of(318, 278);
  static final int MKDIRAT = of(258, 34);
  static final int MKNODAT = of(259, 33);
  static final int FCHOWNAT = of(260, 54);
  static final int UNLINKAT = of(263, 35);
  static final int LINKAT = of(265, 37);
  static final int SYMLINKAT = of(266, 36);
  static final int READLINKAT = of(267, 78);
  static final int FCHMODAT = of(268, 53);
  static final int UNSHARE = of(272, 97);
  static final int UTIMENSAT = of(280, 88);
  static final int SYNCFS = of(306, 267);
  static final int RENAMEAT2 = of(316, 276);
  static final int COPY_FILE_RANGE = of(326, 285);
  static final int STATX = of(332, 291);
  static final int OPEN_TREE = 428;
  static final int MOVE_MOUNT = 429;
  static final int FSOPEN = 430;
  static final int FSCONFIG = 431;
  static final int FSMOUNT = 432;
  static final int OPENAT2 = 437;
  static final int MOUNT_SETATTR = 442;
  static final int FCHMODAT2 = 452;

  static final int AT_FDCWD = -100;
  static final int AT_SYMLINK_NOFOLLOW = 0x100;
  static final int AT_REMOVEDIR = 0x200;
  static final int AT_NO_AUTOMOUNT = 0x800;
  static final int AT_EMPTY_PATH = 0x1000;
  static final int AT_RECURSIVE = 0x8000;

  static final int O_RDONLY = 0;
  static final int O_WRONLY = 1;
  static final int O_RDWR = 2;
  static final int O_CREAT = 0100;
  static final int O_EXCL = 0200;
  static final int O_NOCTTY = 0400;
  static final int O_NONBLOCK = 04000;
  static final int O_DIRECTORY = of(0200000, 040000);
  static final int O_NOFOLLOW = of(0400000, 0100000);
  static final int O_CLOEXEC = 02000000;
  static final int O_PATH = 010000000;

  static final int P_PID = 1;
  static final int WEXITED = 4;
  static final int WNOWAIT = 0x01000000;

  static final int RESOLVE_NO_XDEV = 0x01;
  static final int RESOLVE_NO_MAGICLINKS = 0x02;
  static final int RESOLVE_NO_SYMLINKS = 0x04;
  static final int RESOLVE_BENEATH = 0x08;
  static final int RESOLVE_IN_ROOT = 0x10;

  private Numbers() {}

  static boolean isX86() {
    String arch = System.getProperty("os.arch");
    return switch (arch) {
      case "amd64", "x86_64" -> true;
      case "aarch64", "arm64" -> false;
      default -> throw new UnsupportedOperationException("no system call table for " + arch);
    };
  }

  private static int of(int x86, int generic) {
    return X86 ? x86 : generic;
  }
}
