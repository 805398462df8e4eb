package dev.varve.linux;

import org.jspecify.annotations.Nullable;

/**
 * System calls through a JNI method of a few instructions, which {@link GateLibrary} describes.
 *
 * <p>What the foreign function API makes of a call is generated anew in every process, and no cache
 * of the JDK keeps it; a JNI method is looked up by its name. For a command that takes tens of
 * milliseconds that is the larger part. The launcher names the library in the system property
 * {@value #PROPERTY}; where nobody does, or it cannot be loaded, {@link ForeignGate} does the same.
 */
final class KernelGate {
  static final String PROPERTY = "varve.gate";

  /** Whether {@link #call} can be called. */
  static final boolean OPEN = load(System.getProperty(PROPERTY));

  private KernelGate() {}

  static boolean load(@Nullable String library) {
    if (library == null) {
      return false;
    }
    try {
      System.load(library);
      return true;
    } catch (UnsatisfiedLinkError | IllegalArgumentException e) {
      // Another processor, a mount without execution, a path that is not absolute.
      return false;
    }
  }

  /** What the kernel answers: a result, or a negated errno. */
  static native long call(long number, long a, long b, long c, long d, long e, long f);
}
