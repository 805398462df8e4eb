package dev.varve.runtime;

import dev.varve.linux.Namespaces;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Runs work on a thread of its own that has a mount namespace of its own. Mounts made there are
 * seen by nobody else and are gone when the thread ends, however it ends. Processes started there
 * are tied to that thread and die with it.
 */
public final class PrivateMounts {

  /** Work that may fail in the ways that input and output do. */
  @FunctionalInterface
  public interface Work<T> {
    T run() throws IOException, InterruptedException;
  }

  private PrivateMounts() {}

  /**
   * Runs the work to its end. When the calling thread is interrupted the work's thread is too, and
   * this still waits for it to end before it throws.
   *
   * @param name what the work is, for the thread's name
   * @throws IOException from the work, or no mount namespace may be made here
   */
  public static <T> T call(String name, Work<T> work) throws IOException, InterruptedException {
    Callable<T> body =
        () -> {
          Namespaces.unshareMounts();
          return work.run();
        };
    FutureTask<T> task = new FutureTask<>(body);
    Thread thread = Thread.ofPlatform().name("mounts: " + name).daemon(true).unstarted(task);
    thread.start();
    joinPassingInterrupts(thread);
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw rethrow(e.getCause());
    }
  }

  private static void joinPassingInterrupts(Thread thread) throws InterruptedException {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
        thread.interrupt();
      }
    }
    if (interrupted) {
      throw new InterruptedException();
    }
  }

  private static RuntimeException rethrow(@Nullable Throwable cause)
      throws IOException, InterruptedException {
    switch (cause) {
      case null -> throw new IllegalStateException("failed without a cause");
      case IOException e -> throw e;
      case InterruptedException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(cause);
    }
  }
}
