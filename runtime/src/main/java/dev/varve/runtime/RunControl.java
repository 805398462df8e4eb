package dev.varve.runtime;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A hold on a run for other threads than the one that waits for it. One control serves one run at a
 * time.
 */
public final class RunControl {

  /** Where signals go while the command runs. */
  @FunctionalInterface
  public interface Target {
    /** Sends a signal; false when there is nothing to send it to. */
    boolean signal(int signal) throws IOException;
  }

  private final AtomicReference<@Nullable Target> target = new AtomicReference<>();

  /**
   * Sends a signal to the command. As in any container, one that the command neither handles nor
   * can be killed by is lost: the first process of a pid namespace ignores by default.
   *
   * <p>SIGWINCH makes a terminal of the container as large as that of this process.
   *
   * @param signal its number
   * @return whether it was sent; false before the start, after the end, and when it cannot be
   */
  public boolean signal(int signal) {
    Target current = target.get();
    try {
      return current != null && current.signal(signal);
    } catch (IOException e) {
      return false;
    }
  }

  /** For isolations: the command runs from now on. */
  public void attach(Target running) {
    target.set(running);
  }

  /** For isolations: the command has ended. */
  public void detach() {
    target.set(null);
  }
}
