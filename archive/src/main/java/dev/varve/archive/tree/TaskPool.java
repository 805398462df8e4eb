package dev.varve.archive.tree;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Works off tasks that may bring up further tasks, on a few threads of which the caller's is one.
 * The first failure ends all; what was newest is done first, so that few tasks wait.
 */
final class TaskPool<T> {
  /** Does tasks, one after the other, on one thread. */
  interface Worker<T> extends AutoCloseable {
    void run(T task) throws IOException;

    @Override
    void close();
  }

  private static final int MAX_THREADS = 8;

  private final Deque<T> waiting = new ArrayDeque<>();
  private final Supplier<Worker<T>> workers;
  private int busy;
  private @Nullable Throwable failure;

  TaskPool(Supplier<Worker<T>> workers) {
    this.workers = workers;
  }

  synchronized void add(T task) {
    waiting.push(task);
    notifyAll();
  }

  /** Adds tasks such that the first of them is done first. */
  synchronized void addAll(List<T> tasks) {
    for (T task : tasks) {
      waiting.add(task);
    }
    notifyAll();
  }

  /**
   * Returns when no task is left and no thread is running.
   *
   * @throws IOException the first failure
   */
  void run() throws IOException {
    int threads = Math.min(Runtime.getRuntime().availableProcessors(), MAX_THREADS);
    List<Thread> others = new ArrayList<>();
    for (int i = 1; i < threads; i++) {
      others.add(Thread.ofPlatform().daemon().name("varve-tree-" + i).start(this::work));
    }
    work();
    boolean interrupted = false;
    for (Thread other : others) {
      while (other.isAlive()) {
        try {
          other.join();
        } catch (InterruptedException e) {
          interrupted = true;
          fail(e);
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    rethrow();
  }

  private synchronized void rethrow() throws IOException {
    switch (failure) {
      case null -> {}
      case InterruptedException _ -> {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure);
    }
  }

  private void work() {
    try (Worker<T> worker = workers.get()) {
      for (T task = take(); task != null; task = take()) {
        worker.run(task);
        done();
      }
    } catch (Throwable e) {
      fail(e);
    }
  }

  private synchronized @Nullable T take() throws InterruptedException {
    while (waiting.isEmpty() && busy > 0 && failure == null) {
      wait();
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    T task = failure == null ? waiting.poll() : null;
    busy += task == null ? 0 : 1;
    return task;
  }

  private synchronized void done() {
    busy--;
    if (busy == 0 && waiting.isEmpty()) {
      notifyAll();
    }
  }

  private synchronized void fail(Throwable e) {
    if (failure == null) {
      failure = e;
    }
    notifyAll();
  }
}
