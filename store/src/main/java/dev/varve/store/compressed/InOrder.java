package dev.varve.store.compressed;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Does numbered pieces of work on several threads and gives the results out in the order of their
 * numbers. So many are under way at most that the results fit in memory. The first failure, which
 * {@link #next} throws, ends all. For one thread, which has to close it.
 */
public final class InOrder<R> implements AutoCloseable {
  /** Does pieces of work, one after the other, on one thread. */
  public interface Worker<R> extends AutoCloseable {
    R run(int number) throws IOException;

    @Override
    void close();
  }

  private static final int MAX_THREADS = 8;

  private final int end;
  private final Supplier<? extends Worker<R>> workers;
  private final @Nullable Object[] ready;
  private final List<Thread> threads = new ArrayList<>();
  private int taken;
  private int given;
  private boolean closed;
  private @Nullable Throwable failure;

  /**
   * @param from the first number
   * @param to the number after the last
   * @param workers makes one for each thread, on that thread
   */
  public InOrder(int from, int to, int threads, Supplier<? extends Worker<R>> workers) {
    this.end = to;
    this.workers = workers;
    this.taken = from;
    this.given = from;
    int useful = Math.clamp(to - from, 1, threads);
    this.ready = new Object[2 * useful];
    for (int i = 0; i < useful; i++) {
      this.threads.add(Thread.ofPlatform().daemon().name("varve-compress-" + i).start(this::work));
    }
  }

  /** As many threads as there are processors, within reason. */
  public static int usualThreads() {
    return Math.min(Runtime.getRuntime().availableProcessors(), MAX_THREADS);
  }

  /**
   * The next result; null after the last.
   *
   * @throws IOException what a worker threw; {@link InterruptedIOException} if this thread is
   *     interrupted, which stays set
   */
  public @Nullable R next() throws IOException {
    if (given == end) {
      return null;
    }
    try {
      return await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while compressing");
    }
  }

  @SuppressWarnings("unchecked") // only results are put there
  private synchronized R await() throws InterruptedException, IOException {
    int slot = given % ready.length;
    while (ready[slot] == null && failure == null) {
      wait();
    }
    rethrow();
    Object result = Objects.requireNonNull(ready[slot]);
    ready[slot] = null;
    given++;
    notifyAll();
    return (R) result;
  }

  private void rethrow() throws IOException {
    switch (failure) {
      case null -> {}
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure);
    }
  }

  private void work() {
    try (Worker<R> worker = workers.get()) {
      for (int number = take(); number < end; number = take()) {
        put(number, worker.run(number));
      }
    } catch (Throwable e) {
      fail(e);
    }
  }

  private synchronized int take() throws InterruptedException {
    while (taken < end && taken - given >= ready.length && !closed && failure == null) {
      wait();
    }
    return closed || failure != null || taken == end ? end : taken++;
  }

  private synchronized void put(int number, R result) {
    ready[number % ready.length] = result;
    notifyAll();
  }

  private synchronized void fail(Throwable e) {
    if (failure == null && !closed) {
      failure = e;
    }
    notifyAll();
  }

  private synchronized void stop() {
    closed = true;
    notifyAll();
  }

  /** Ends what is under way and waits for the threads. */
  @Override
  public void close() {
    stop();
    boolean interrupted = false;
    for (Thread each : threads) {
      each.interrupt();
      while (each.isAlive()) {
        try {
          each.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
