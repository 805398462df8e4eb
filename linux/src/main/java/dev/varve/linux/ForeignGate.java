package dev.varve.linux;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * System calls through libc's {@code syscall(long, ...)} with errno captured, by the foreign
 * function API: what works everywhere, and takes tens of milliseconds to link when it is first
 * used.
 *
 * <p>One generic handle, because linking a downcall costs milliseconds and a call through it costs
 * nothing more than a specific one.
 */
final class ForeignGate {
  private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");

  /**
   * Where errno lies in what is captured. A handle for the field would cost milliseconds to make.
   */
  private static final long ERRNO =
      Linker.Option.captureStateLayout().byteOffset(PathElement.groupElement("errno"));

  private static final MethodHandle HANDLE = link();

  private ForeignGate() {}

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

  /** What the kernel answers: a result, or a negated errno. */
  static long call(
      MemorySegment capture, long number, long a, long b, long c, long d, long e, long f) {
    long result;
    try {
      result = (long) HANDLE.invokeExact(capture, number, a, b, c, d, e, f);
    } catch (RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
    return result >= 0 ? result : -capture.get(ValueLayout.JAVA_INT, ERRNO);
  }
}
