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
 * when more operations are ready than it can take: a graph that is a chain costs no thread at all.
 *
 * <p>All state is guarded by this object's monitor.
 *
 * @param <R> what operations make
 */
final class Crew<R> {

  /** Turns inputs into a result. */
  interface Work<R> {
    R apply(Operation<R> operation, List<R> inputs) throws IOException, InterruptedException;
  }

  private final Graph<R> graph;
  private final Work<R> work;
  private final int limit;
  private final Deque<Operation<R>> ready = new ArrayDeque<>();
  private final IdentityHashMap<Operation<R>, R> done = new IdentityHashMap<>();
  private final Set<Thread> busy = new HashSet<>();
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
      hire();
    }
    toil();
    return finish();
  }

  /** Starts threads for the work that neither this thread nor an idle one is going to take. */
  private void hire() {
    while (ready.size() > idle + 1 && hired < limit) {
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
        complete(operation, work.apply(operation, inputs(operation)));
      }
    } catch (Throwable e) {
      fail(e);
    } finally {
      leave();
    }
  }

  /** The next operation, or null when there will be none. */
  private synchronized @Nullable Operation<R> next() throws InterruptedException {
    while (failure == null && ready.isEmpty() && !busy.isEmpty()) {
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
    busy.add(Thread.currentThread());
    return ready.removeFirst();
  }

  private synchronized List<R> inputs(Operation<R> operation) {
    List<R> inputs = new ArrayList<>(operation.inputs().size());
    for (Operation<R> input : operation.inputs()) {
      inputs.add(Objects.requireNonNull(done.get(input), "a result that was waited for"));
    }
    return inputs;
  }

  private synchronized void complete(Operation<R> operation, R result) {
    busy.remove(Thread.currentThread());
    done.put(operation, result);
    ready.addAll(graph.complete(operation));
    hire();
    notifyAll();
  }

  private synchronized void fail(Throwable thrown) {
    busy.remove(Thread.currentThread());
    if (failure == null) {
      failure = thrown;
      busy.forEach(Thread::interrupt);
    }
    notifyAll();
  }

  private synchronized void leave() {
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
    // This thread may have been interrupted because another one failed; that has had its effect.
    Thread.interrupted();
    switch (failure) {
      case IOException e -> throw e;
      case InterruptedException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure);
    }
  }
}
