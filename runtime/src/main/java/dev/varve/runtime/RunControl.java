package dev.varve.runtime;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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

  private final List<Integer> early = new ArrayList<>();
  private boolean starting;
  private @Nullable Target target;

  /**
   * Sends a signal to the command. As in any container, one that the command neither handles nor
   * can be killed by is lost: the first process of a pid namespace ignores by default.
   *
   * <p>SIGWINCH makes a terminal of the container as large as that of this process.
   *
   * @param signal its number
   * @return whether it was sent, or will be once the command that is just being started is there;
   *     false before the start, after the end, and when it cannot be
   */
  public synchronized boolean signal(int signal) {
    Target current = target;
    if (current == null) {
      return starting && early.add(signal);
    }
    try {
      return current.signal(signal);
    } catch (IOException e) {
      return false;
    }
  }

  /** For isolations: the command may run, and be heard of, before {@link #attach}. */
  public synchronized void starting() {
    starting = true;
  }

  /** For isolations: the command runs from now on. */
  public synchronized void attach(Target running) {
    target = running;
    early.forEach(this::signal);
    early.clear();
  }

  /** For isolations: the command has ended, or never ran. */
  public synchronized void detach() {
    target = null;
    starting = false;
    early.clear();
  }
}
