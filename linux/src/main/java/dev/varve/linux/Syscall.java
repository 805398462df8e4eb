package dev.varve.linux;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The one way into the kernel: libc's {@code syscall(long, ...)} with errno captured.
 *
 * <p>One generic handle, because linking a downcall costs milliseconds and a call through it costs
 * nothing more than a specific one. It is linked when this class is first used, so a command that
 * touches no native code pays nothing.
 */
final class Syscall {
  private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");

  /**
   * Where errno lies in what is captured. A handle for the field would cost milliseconds to make.
   */
  private static final long ERRNO =
      Linker.Option.captureStateLayout().byteOffset(PathElement.groupElement("errno"));

  private static final MethodHandle HANDLE = link();

  private Syscall() {}

  private static MethodHandle link() {
    ValueLayout.OfLong j = ValueLayout.JAVA_LONG;
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("syscall"),
        FunctionDescriptor.of(j, j, j, j, j, j, j, j),
        CAPTURE,
        Linker.Option.firstVariadicArg(1));
  }

  /** Bytes of the segment that a call needs for the captured errno. */
  static long captureSize() {
    return Linker.Option.captureStateLayout().byteSize();
  }

  /**
   * Makes the call; repeats it when a signal interrupts it.
   *
   * @return what the kernel returned, or the negated errno
   */
  static long call(Scratch scratch, int number, long a, long b, long c, long d, long e, long f) {
    while (true) {
      long result;
      try {
        result = (long) HANDLE.invokeExact(scratch.capture, (long) number, a, b, c, d, e, f);
      } catch (RuntimeException | Error failure) {
        throw failure;
      } catch (Throwable impossible) {
        throw new AssertionError(impossible);
      }
      if (result >= 0) {
        return result;
      }
      int errno = scratch.capture.get(ValueLayout.JAVA_INT, ERRNO);
      // An interrupted close(2) has closed the descriptor all the same.
      if (errno != Errno.EINTR || number == Numbers.CLOSE) {
        return -errno;
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
