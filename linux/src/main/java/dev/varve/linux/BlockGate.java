package dev.varve.linux;

/**
 * The blocks of a SHA-256 by the processor's own instructions, through the JNI methods that {@link
 * GateLibrary} describes.
 *
 * <p>What the JDK has is as fast once it is compiled, which takes longer than most commands, and
 * its providers take ten milliseconds to get ready before the first byte.
 */
final class BlockGate {
  /** Whether {@link #compress} can be called. */
  static final boolean OPEN = KernelGate.OPEN && available() != 0;

  private BlockGate() {}

  /** Whether the processor has the instructions: 1 or 0. */
  static native long available();

  /**
   * Adds blocks to a state.
   *
   * @param state address of eight words, a to h, in the machine's order of bytes
   * @param data address of the blocks
   * @param blocks how many, of 64 bytes each; at least one
   */
  static native void compress(long state, long data, long blocks);
}
