package dev.varve.build.solve;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The threads that work through a graph. The caller is the first of them, and more are started only
 * when more operations are ready than it can take: a graph that is a chain costs no thread at all,
 * unless a result can be used before it is sealed. Then the thread goes on with that, and another
 * one takes what follows.
 *
 * <p>All state is guarded by this object's monitor.
 *
 * @param <R> what operations make
 */
final class Crew<R> {

  /** Turns inputs into a result. */
  interface Work<R> {
    /**
     * Performs an operation and all that belongs to it.
     *
     * @param usable may be called once, on the same thread, with a result that others can use while
     *     this one is still at work; what is returned is of no interest then
     */
    R apply(Operation<R> operation, List<R> inputs, Usable<R> usable)
        throws IOException, InterruptedException;
  }

  /** Takes a result that is not sealed yet. */
  interface Usable<R> {
    /**
     * @throws InterruptedException if all work has been stopped: the result is not wanted any more
     */
    void accept(R result) throws InterruptedException;
  }

  private final Graph<R> graph;
  private final Work<R> work;
  private final int limit;
  private final Deque<Operation<R>> ready = new ArrayDeque<>();
  private final IdentityHashMap<Operation<R>, R> done = new IdentityHashMap<>();

  /** Threads that perform an operation; there are never more than the limit. */
  private final Set<Thread> performing = new HashSet<>();

  /** Threads that seal a result which others can use already. */
  private final Set<Thread> sealing = new HashSet<>();

  /** Threads that were interrupted here, and not by somebody else. */
  private final Set<Thread> stopped = new HashSet<>();

  private int hired;
  private int idle;
  private @Nullable Throwable failure;

  Crew(Graph<R> graph, Work<R> work, int limit) {
    this.graph = graph;
    this.work = work;
    this.limit = limit;
  }

  IdentityHashMap<Operation<R>, R> work() throws IOException, InterruptedException {
    synchronized (this) {
      hired = 1;
      ready.addAll(graph.ready());
      hire(1);
    }
    toil();
    return finish();
  }

  /**
   * Starts threads for the work that no idle thread is going to take.
   *
   * @param takers how many others are about to take some
   */
  private void hire(int takers) {
    while (ready.size() > idle + takers && hired - sealing.size() < limit) {
      hired++;
      idle++;
      Thread.ofPlatform().daemon().name("solve-" + hired).start(this::assist);
    }
  }

  private void assist() {
    synchronized (this) {
      idle--;
    }
    toil();
  }

  private void toil() {
    try {
      for (Operation<R> operation = next(); operation != null; operation = next()) {
        Operation<R> current = operation;
        complete(current, work.apply(current, inputs(current), result -> use(current, result)));
      }
    } catch (Throwable e) {
      fail(e);
    } finally {
      leave();
    }
  }

  /** The next operation, or null when there will be none. */
  private synchronized @Nullable Operation<R> next() throws InterruptedException {
    while (failure == null && hasToWait()) {
      idle++;
      try {
        wait();
      } finally {
        idle--;
      }
    }
    if (failure != null || ready.isEmpty()) {
      return null;
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    performing.add(Thread.currentThread());
    return ready.removeFirst();
  }

  private boolean hasToWait() {
    return ready.isEmpty() ? !performing.isEmpty() : performing.size() >= limit;
  }

  private synchronized List<R> inputs(Operation<R> operation) {
    List<R> inputs = new ArrayList<>(operation.inputs().size());
    for (Operation<R> input : operation.inputs()) {
      inputs.add(Objects.requireNonNull(done.get(input), "a result that was waited for"));
    }
    return inputs;
  }

  /** What follows may start, while this thread goes on. */
  private synchronized void use(Operation<R> operation, R result) throws InterruptedException {
    if (failure != null) {
      throw new InterruptedException();
    }
    performing.remove(Thread.currentThread());
    sealing.add(Thread.currentThread());
    publish(operation, result, 0);
  }

  private synchronized void complete(Operation<R> operation, R result) {
    if (!sealing.remove(Thread.currentThread())) {
      performing.remove(Thread.currentThread());
      publish(operation, result, 1);
    }
  }

  private void publish(Operation<R> operation, R result, int takers) {
    done.put(operation, result);
    ready.addAll(graph.complete(operation));
    hire(takers);
    notifyAll();
  }

  /**
   * Stops what is being performed; what is done but for being sealed is brought to its end, unless
   * the caller wants to stop.
   */
  private synchronized void fail(Throwable thrown) {
    Thread current = Thread.currentThread();
    performing.remove(current);
    sealing.remove(current);
    boolean interrupted = thrown instanceof InterruptedException || current.isInterrupted();
    if (failure == null) {
      failure = thrown;
      performing.forEach(this::stop);
    }
    if (interrupted && !stopped.contains(current)) {
      sealing.forEach(this::stop);
    }
    notifyAll();
  }

  private void stop(Thread thread) {
    stopped.add(thread);
    thread.interrupt();
  }

  private synchronized void leave() {
    if (stopped.remove(Thread.currentThread())) {
      // It may have come too late to be noticed; it has had its effect.
      Thread.interrupted();
    }
    hired--;
    notifyAll();
  }

  private synchronized IdentityHashMap<Operation<R>, R> finish()
      throws IOException, InterruptedException {
    while (hired > 0) {
      try {
        wait();
      } catch (InterruptedException e) {
        fail(e);
      }
    }
    if (failure == null) {
      if (done.size() != graph.size()) {
        throw new IllegalArgumentException("the graph has a cycle");
      }
      return done;
    }
    switch (failure) {
      case IOException e -> throw e;
      case InterruptedException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure);
    }
  }
}
