package dev.varve.registry.transfer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs several things at the same time, on threads of their own. The first failure ends all others;
 * nothing runs any more when this returns.
 */
final class Together {
  private Together() {}

  /** Something to be done. */
  interface Task {
    void run() throws IOException, InterruptedException;
  }

  /**
   * Runs them all.
   *
   * @param most how many at the same time
   * @throws IOException what the first that failed threw
   */
  static void run(int most, List<? extends Task> tasks) throws IOException, InterruptedException {
    if (tasks.size() == 1) {
      tasks.getFirst().run();
      return;
    }
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.clamp(tasks.size(), 1, most),
            Thread.ofPlatform().daemon().name("varve-transfer-", 0).factory());
    try {
      ExecutorCompletionService<Void> running = new ExecutorCompletionService<>(threads);
      List<Callable<Void>> calls = new ArrayList<>();
      for (Task task : tasks) {
        calls.add(
            () -> {
              task.run();
              return null;
            });
      }
      calls.forEach(running::submit);
      for (int i = 0; i < calls.size(); i++) {
        result(running.take());
      }
    } finally {
      threads.shutdownNow();
      await(threads);
    }
  }

  private static void result(Future<Void> ended) throws IOException, InterruptedException {
    try {
      ended.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case InterruptedIOException _ -> throw new InterruptedException("interrupted");
        case IOException failure -> throw failure;
        case InterruptedException interrupted -> throw interrupted;
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  private static void await(ExecutorService threads) {
    boolean interrupted = false;
    while (true) {
      try {
        if (threads.awaitTermination(1, java.util.concurrent.TimeUnit.MINUTES)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
