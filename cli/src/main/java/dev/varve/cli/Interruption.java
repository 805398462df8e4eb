package dev.varve.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGINT, SIGTERM and SIGHUP into an interrupt of the thread that runs the command, and waits
 * for it to clean up. The exit status is then the signal's: 130, 143 or 129.
 */
final class Interruption {
  /** Cleaning up kills processes and removes a few directories; what takes longer is stuck. */
  private static final long GRACE_SECONDS = 15;

  private static final CountDownLatch CLEAN = new CountDownLatch(1);
  private static volatile boolean stopping;

  private Interruption() {}

  /** From now on a signal interrupts the calling thread. */
  static void watch() {
    Runtime.getRuntime().addShutdownHook(new Hook(Thread.currentThread()));
  }

  /** Whether a signal asks the process to end. */
  static boolean stopping() {
    return stopping;
  }

  /** A class, for a lambda would be linked at every start. */
  static final class Hook extends Thread {
    private final Thread worker;

    Hook(Thread worker) {
      super("interruption");
      this.worker = worker;
    }

    @Override
    public void run() {
      Interruption.stop(worker);
    }
  }

  private static void stop(Thread worker) {
    stopping = true;
    worker.interrupt();
    boolean clean = false;
    while (!clean) {
      try {
        clean = CLEAN.await(GRACE_SECONDS, TimeUnit.SECONDS);
        break;
      } catch (InterruptedException e) {
        // Nobody interrupts a hook; should it happen, cleaning up goes before.
      }
    }
  }

  /** Ends the JVM with {@code status}, or with the signal's when there was one. Does not return. */
  static void end(int status) {
    CLEAN.countDown();
    if (stopping) {
      // The JVM is on its way out already and knows the signal; this thread has to keep out of its
      // way.
      while (true) {
        try {
          Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException e) {
          // As before.
        }
      }
    }
    Runtime.getRuntime().halt(status);
  }
}
