package dev.varve.runtime.launch;

import java.io.IOException;

/** Starts a launch and carries its standard streams. */
public interface Streams extends AutoCloseable {

  /** Starts the launch with its streams redirected. */
  GuardedProcess start(GuardedLaunch launch) throws IOException;

  /** The terminal of this process has another size. */
  default void resize() throws IOException {}

  /** Waits, once the launch has ended, until all output has been taken; then lets go of all. */
  @Override
  void close() throws IOException;
}
