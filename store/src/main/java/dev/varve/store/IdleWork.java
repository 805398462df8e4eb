package dev.varve.store;

import dev.varve.linux.Priority;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Does what may take its time on a thread that only gets what nobody else wants. What is done under
 * a lock that builds wait for does not belong here: who holds it has to be quick.
 */
final class IdleWork {
  private IdleWork() {}

  /** Something to do. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  /** Does it and waits for it; an interrupt is passed on to it. */
  static <T> T run(Work<T> work) throws IOException {
    FutureTask<T> task =
        new FutureTask<>(
            () -> {
              Priority.lowest();
              return work.run();
            });
    Thread thread = Thread.ofPlatform().daemon().name("varve-idle").start(task);
    try {
      return task.get();
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      throw new java.io.InterruptedIOException("interrupted while collecting");
    } catch (ExecutionException | CancellationException e) {
      switch (e.getCause()) {
        case IOException io -> throw io;
        case RuntimeException wrong -> throw wrong;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }
}
