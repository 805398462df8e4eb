package dev.varve.cli.command;

import dev.varve.model.VarveException;
import dev.varve.store.Budget;
import dev.varve.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Keeps the store within its budget while a build takes long enough: in this process, for none may
 * stay behind, and never after the build, for nobody shall wait for it. What it had no time for is
 * left to the next build; it may end at any point.
 */
final class AutomaticCollection implements AutoCloseable {
  /** A build that ends before that has added little. */
  private static final Duration FIRST = Duration.ofSeconds(1);

  private static final AutomaticCollection NONE = new AutomaticCollection(new Thread());

  private final Thread thread;

  private AutomaticCollection(Thread thread) {
    this.thread = thread;
  }

  /** Starts it, unless somebody looked within the last hour or the user wants none. */
  static AutomaticCollection during(Session session, Store store) throws IOException {
    if (Budgets.isOff(session) || !store.isCollectionDue()) {
      return NONE;
    }
    Optional<Budget> budget = Budgets.usual(session, store.root());
    return budget.isEmpty() ? NONE : start(budget.get(), store.root(), session.clock());
  }

  private static AutomaticCollection start(Budget budget, Path root, Clock clock) {
    Thread thread =
        Thread.ofPlatform().daemon().name("varve-gc").start(() -> collect(budget, root, clock));
    return new AutomaticCollection(thread);
  }

  private static void collect(Budget budget, Path root, Clock clock) {
    try {
      Thread.sleep(FIRST);
      // With leases of its own, so that those of the build protect from it.
      try (Store store = Store.open(root, clock)) {
        store.collect(budget, false);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | VarveException e) {
      // Nobody asked for this now; who asks with 'varve gc' is told.
      return;
    }
  }

  /** Does not wait for it. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
