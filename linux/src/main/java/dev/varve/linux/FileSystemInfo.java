package dev.varve.linux;

/**
 * What statfs(2) says of a mounted file system.
 *
 * @param type its magic number, see statfs(2)
 * @param totalBytes its size
 * @param availableBytes what is left for this user
 * @param availableInodes how many files can still be made; 0 of 0 where it does not count them
 * @param totalInodes how many files there can be
 * @param flags of the mount: ST_RDONLY 1, ST_NOSUID 2, ST_NODEV 4, ST_NOEXEC 8
 */
public record FileSystemInfo(
    long type,
    long totalBytes,
    long availableBytes,
    long totalInodes,
    long availableInodes,
    long flags) {

  private static final int FUSE = 0x65735546;
  private static final int OVERLAY = 0x794c7630;
  private static final int TMPFS = 0x01021994;
  private static final int RAMFS = 0x858458f6;

  /** The file system's name, or its number in hexadecimal. */
  public String name() {
    return switch ((int) type) {
      case 0xEF53 -> "ext4";
      case 0x58465342 -> "xfs";
      case 0x9123683E -> "btrfs";
      case 0x2FC12FC1 -> "zfs";
      case 0xF2F52010 -> "f2fs";
      case 0xCA451A4E -> "bcachefs";
      case 0xE0F5E1E2 -> "erofs";
      case 0x73717368 -> "squashfs";
      case TMPFS -> "tmpfs";
      case RAMFS -> "ramfs";
      case OVERLAY -> "overlay";
      case FUSE -> "fuse";
      case 0x6969 -> "nfs";
      case 0x517B -> "smb";
      case 0xFF534D42 -> "cifs";
      case 0xFE534D42 -> "smb2";
      case 0x01021997 -> "9p";
      case 0x00C36400 -> "ceph";
      case 0x5346414F -> "afs";
      case 0x786F4256 -> "vboxsf";
      case 0x7C7C6673 -> "prl_fs";
      case (int) 0xBACBACBCL -> "vmhgfs";
      case 0x00C0FFEE -> "hostfs";
      case 0x0BD00BD0 -> "lustre";
      case 0x47504653 -> "gpfs";
      case 0x19830326 -> "beegfs";
      case 0x20030528 -> "orangefs";
      case 0x7461636F -> "ocfs2";
      case 0x01161970 -> "gfs2";
      case 0x73757245 -> "coda";
      case 0x9FA0 -> "proc";
      default -> "0x" + Long.toHexString(type & 0xffffffffL);
    };
  }

  /** Whether another machine can change it, so that times and inode numbers prove little. */
  public boolean isNetwork() {
    return switch (name()) {
      case "nfs", "smb", "cifs", "smb2", "9p", "ceph", "afs", "coda" -> true;
      case "vboxsf", "prl_fs", "vmhgfs", "hostfs" -> true;
      case "lustre", "gpfs", "beegfs", "orangefs", "ocfs2", "gfs2" -> true;
      default -> false;
    };
  }

  /**
   * Whether a process implements it (virtiofs too): times and inode numbers are as good as that.
   */
  public boolean isFuse() {
    return (int) type == FUSE;
  }

  public boolean isOverlay() {
    return (int) type == OVERLAY;
  }

  /** Whether it lives in memory. */
  public boolean isMemory() {
    return (int) type == TMPFS || (int) type == RAMFS;
  }

  public boolean isReadOnly() {
    return (flags & 1) != 0;
  }
}
