package dev.varve.linux;

/** Random numbers of the kernel's, fit for names that nobody can guess: getrandom(2). */
public final class Entropy {
  /** More than this the kernel may give in part. */
  private static final int MOST = 256;

  private Entropy() {}

  /**
   * {@code count} random bytes, at most 256. Waits, once after the machine has started, until the
   * kernel has gathered enough.
   */
  public static byte[] bytes(int count) throws ErrnoException {
    if (count < 0 || count > MOST) {
      throw new IllegalArgumentException(count + " random bytes");
    }
    Scratch scratch = Scratch.fresh();
    int buffer = scratch.reserve(count);
    long result = Syscall.call(scratch, Numbers.GETRANDOM, scratch.address(buffer), count, 0);
    if (Fd.check(result, "getrandom", "") != count) {
      throw new ErrnoException("getrandom", Errno.EIO);
    }
    byte[] random = new byte[count];
    scratch.copyOut(buffer, random, 0, count);
    return random;
  }
}
