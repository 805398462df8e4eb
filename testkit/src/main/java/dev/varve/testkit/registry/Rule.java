package dev.varve.testkit.registry;

import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A rule of a server's script, and what has become of it. */
public final class Rule {
  /** Waiting for longer than anything takes that works. */
  private static final long PATIENCE_SECONDS = 120;

  private final Predicate<SeenRequest> wanted;
  private final int times;
  private final long bodyBytes;
  private final Reply reply;
  private int toSkip;
  private int used;

  Rule(Predicate<SeenRequest> wanted, int skipped, int times, long bodyBytes, Reply reply) {
    this.wanted = wanted;
    this.toSkip = skipped;
    this.times = times;
    this.bodyBytes = bodyBytes;
    this.reply = reply;
  }

  long bodyBytes() {
    return bodyBytes;
  }

  Reply reply() {
    return reply;
  }

  /** Whether this rule is the one for a request whose head is there; it counts it then. */
  synchronized boolean takes(SeenRequest head) {
    if (used == times || !wanted.test(head)) {
      return false;
    }
    if (toSkip > 0) {
      toSkip--;
      return false;
    }
    used++;
    notifyAll();
    return true;
  }

  /** How many requests it was used for. */
  public synchronized int used() {
    return used;
  }

  /** Whether it was used for as many requests as it is for; one without a limit, for any. */
  synchronized boolean done() {
    return times == Integer.MAX_VALUE ? used > 0 : used == times;
  }

  /** Waits until it has been used for so many requests; what they are answered may come later. */
  public synchronized void awaitUsed(int requests) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (used < requests) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError("a rule was used for " + used + " requests, not " + requests);
      }
      wait(left);
    }
  }
}
