package dev.varve.runtime;

/**
 * Takes what a container writes. Called from one thread per stream, in order; the array is reused
 * after the call.
 */
@FunctionalInterface
public interface OutputSink {

  /** Takes {@code length} bytes at {@code offset}. Must not block for long: the container waits. */
  void write(byte[] bytes, int offset, int length);

  /** The stream has ended: nothing more will come. Called once. */
  default void end() {}

  /** Drops everything. */
  static OutputSink discard() {
    return (bytes, offset, length) -> {};
  }
}
