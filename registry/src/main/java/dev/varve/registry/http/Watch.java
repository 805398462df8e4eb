package dev.varve.registry.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Ends what makes no progress. One thread looks after everything that is under way, and is there
 * only while there is something.
 */
final class Watch {
  private static final long MOST_MILLIS_BETWEEN_LOOKS = 1000;

  private final Set<Watched> all = ConcurrentHashMap.newKeySet();
  private final AtomicReference<@Nullable Thread> watcher = new AtomicReference<>();

  /** Something that is to make progress. */
  final class Watched implements AutoCloseable {
    private final Runnable end;
    private volatile long limit;
    private volatile long last = System.nanoTime();
    private volatile boolean paused;
    private volatile boolean stalled;

    private Watched(Duration limit, Runnable end) {
      this.limit = limit.toNanos();
      this.end = end;
    }

    /** Something was sent or received, or is being waited for from now on. */
    void progress() {
      last = System.nanoTime();
      paused = false;
    }

    /** It is for us to go on, not for the server. */
    void pause() {
      paused = true;
    }

    /** From now on it may take that long. */
    void progress(Duration nextLimit) {
      limit = nextLimit.toNanos();
      progress();
    }

    boolean isStalled() {
      return stalled;
    }

    /** Nobody looks after it any more. */
    @Override
    public void close() {
      all.remove(this);
    }

    private void look(long now) {
      if (!paused && now - last > limit) {
        stalled = true;
        all.remove(this);
        end.run();
      }
    }
  }

  /**
   * Looks after something until it is closed.
   *
   * @param end is run once, on another thread, if there is no progress for {@code limit}
   */
  Watched watch(Duration limit, Runnable end) {
    Watched watched = new Watched(limit, end);
    all.add(watched);
    if (watcher.get() == null) {
      Thread fresh = Thread.ofPlatform().daemon().name("varve-stalls").unstarted(this::run);
      if (watcher.compareAndSet(null, fresh)) {
        fresh.start();
      }
    }
    return watched;
  }

  private void run() {
    while (true) {
      long shortest = MOST_MILLIS_BETWEEN_LOOKS;
      long now = System.nanoTime();
      for (Watched each : all) {
        each.look(now);
        shortest = Math.min(shortest, each.limit / 4_000_000 + 1);
      }
      try {
        Thread.sleep(shortest);
      } catch (InterruptedException e) {
        return;
      }
      if (all.isEmpty()) {
        watcher.set(null);
        // Something may have come in between, and found the place taken.
        if (all.isEmpty() || !watcher.compareAndSet(null, Thread.currentThread())) {
          return;
        }
      }
    }
  }
}
