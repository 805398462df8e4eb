package dev.varve.build.context;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Pieces of work for a few platform threads, the caller's among them. A piece may add more. The
 * first failure, or an interrupt of the caller, stops all.
 */
final class WorkPile<T> {
  /** Beyond this, more threads gain nothing on a file system. */
  private static final int MAX_THREADS = 8;

  interface Worker<T> {
    void work(T piece, WorkPile<T> pile) throws IOException;
  }

  private final Worker<T> worker;
  private final Deque<T> pieces = new ArrayDeque<>();
  private int unfinished;
  private @Nullable Throwable failure;

  WorkPile(Worker<T> worker) {
    this.worker = worker;
  }

  static int threads() {
    return Math.min(Runtime.getRuntime().availableProcessors(), MAX_THREADS);
  }

  synchronized void add(T piece) {
    pieces.addLast(piece);
    unfinished++;
    notify();
  }

  /** Works until nothing is left. */
  void run(int threads) throws IOException, InterruptedException {
    Thread[] helpers = new Thread[Math.max(0, threads - 1)];
    for (int i = 0; i < helpers.length; i++) {
      helpers[i] = Thread.ofPlatform().daemon().name("context-" + i).start(this::toil);
    }
    toil();
    InterruptedException interrupted = null;
    for (Thread helper : helpers) {
      while (helper.isAlive()) {
        try {
          helper.join();
        } catch (InterruptedException e) {
          interrupted = e;
          fail(e);
        }
      }
    }
    if (interrupted != null) {
      throw interrupted;
    }
    rethrow();
  }

  private void rethrow() throws IOException, InterruptedException {
    Throwable thrown;
    synchronized (this) {
      thrown = failure;
    }
    switch (thrown) {
      case null -> {}
      case IOException e -> throw e;
      case InterruptedException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(thrown);
    }
  }

  private void toil() {
    try {
      for (T piece = next(); piece != null; piece = next()) {
        worker.work(piece, this);
        finished();
      }
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      fail(e);
    }
  }

  /** The newest piece, which is near what was just worked on; null when all is done. */
  private synchronized @Nullable T next() throws InterruptedException {
    while (true) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (failure != null || unfinished == 0) {
        return null;
      }
      T piece = pieces.pollLast();
      if (piece != null) {
        return piece;
      }
      wait();
    }
  }

  private synchronized void finished() {
    if (--unfinished == 0) {
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
