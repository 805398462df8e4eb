package dev.varve.linux;

/**
 * The one way into the kernel: a system call by its number, repeated when a signal interrupts it.
 * Nothing is linked before the first call, so a command that makes none pays nothing.
 */
final class Syscall {
  private Syscall() {}

  /**
   * Makes the call; repeats it when a signal interrupts it.
   *
   * @return what the kernel returned, or the negated errno
   */
  static long call(Scratch scratch, int number, long a, long b, long c, long d, long e, long f) {
    while (true) {
      long result =
          KernelGate.OPEN
              ? KernelGate.call(number, a, b, c, d, e, f)
              : ForeignGate.call(scratch.capture(), number, a, b, c, d, e, f);
      // An interrupted close(2) has closed the descriptor all the same.
      if (result != -Errno.EINTR || number == Numbers.CLOSE) {
        return result;
      }
    }
  }

  static long call(Scratch scratch, int number, long a) {
    return call(scratch, number, a, 0, 0, 0, 0, 0);
  }

  static long call(Scratch scratch, int number, long a, long b) {
    return call(scratch, number, a, b, 0, 0, 0, 0);
  }

  static long call(Scratch scratch, int number, long a, long b, long c) {
    return call(scratch, number, a, b, c, 0, 0, 0);
  }

  static long call(Scratch scratch, int number, long a, long b, long c, long d) {
    return call(scratch, number, a, b, c, d, 0, 0);
  }

  static long call(Scratch scratch, int number, long a, long b, long c, long d, long e) {
    return call(scratch, number, a, b, c, d, e, 0);
  }
}
