package dev.varve.linux;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Who the calling thread is to the kernel. */
public final class Credentials {
  private static final int VERSION_3 = 0x20080522;

  private Credentials() {}

  /** The effective user id (unsigned 32 bits). */
  public static int effectiveUid() {
    return (int) Syscall.call(Scratch.fresh(), Numbers.GETEUID, 0);
  }

  /** The effective group id (unsigned 32 bits). */
  public static int effectiveGid() {
    return (int) Syscall.call(Scratch.fresh(), Numbers.GETEGID, 0);
  }

  /**
   * The effective capabilities. In a user namespace they hold for what that namespace owns;
   * capabilities newer than this list are left out.
   */
  public static Set<Capability> capabilities() throws ErrnoException {
    Scratch scratch = Scratch.fresh();
    int header = scratch.reserve(8);
    scratch.putInt(header, VERSION_3);
    scratch.putInt(header + 4, 0);
    int data = scratch.reserve(24);
    long result =
        Syscall.call(scratch, Numbers.CAPGET, scratch.address(header), scratch.address(data));
    Fd.check(result, "capget", "");
    long effective =
        ((long) scratch.intAt(data + 12) << 32) | Integer.toUnsignedLong(scratch.intAt(data));
    EnumSet<Capability> set = EnumSet.noneOf(Capability.class);
    for (Capability capability : Capability.values()) {
      if ((effective >>> capability.number() & 1) == 1) {
        set.add(capability);
      }
    }
    return Collections.unmodifiableSet(set);
  }

  /** Whether the thread has the capability, see {@link #capabilities()}. */
  public static boolean has(Capability capability) throws ErrnoException {
    return capabilities().contains(capability);
  }
}
