package dev.varve.linux;

import java.util.Set;

/** Restrictions of a mount. The numbers are the same in mount(2) and mount_setattr(2). */
public enum MountFlag {
  READ_ONLY(0x1),
  /** Setuid bits and file capabilities have no effect. */
  NOSUID(0x2),
  /** Devices cannot be opened. */
  NODEV(0x4),
  /** Nothing can be executed. */
  NOEXEC(0x8);

  private final int bit;

  MountFlag(int bit) {
    this.bit = bit;
  }

  static int bits(Set<MountFlag> flags) {
    int bits = 0;
    for (MountFlag flag : flags) {
      bits |= flag.bit;
    }
    return bits;
  }
}
