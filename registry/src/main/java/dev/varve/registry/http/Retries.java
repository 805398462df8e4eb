package dev.varve.registry.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLException;

/**
 * Tries again what failed in a way that may pass: 408, 429 and 5xx, a reset connection, a body that
 * was cut off, a stall. The pauses double and are spread at random, so that many who were refused
 * together do not come back together; what the server asks for counts more, up to a bound.
 *
 * @param attempts how often in all
 * @param first about how long the first pause is
 * @param most how long any pause may be
 */
public record Retries(
    int attempts, Duration first, Duration most, Sleeper sleeper, RandomGenerator random) {
  private static final int ATTEMPTS = 5;
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration MOST = Duration.ofMinutes(2);

  /** Waits. */
  @FunctionalInterface
  public interface Sleeper {
    void sleep(Duration time) throws InterruptedException;
  }

  /** Something that can be done again. */
  @FunctionalInterface
  public interface Attempt<T> {
    T run() throws IOException, InterruptedException;
  }

  /** Five attempts, the pauses half a second at first. */
  public static Retries usual() {
    return new Retries(ATTEMPTS, FIRST, MOST, Thread::sleep, RandomGenerator.getDefault());
  }

  /**
   * Runs it until it succeeds, fails for good, or was tried often enough.
   *
   * @throws IOException what the last attempt threw
   */
  public <T> T run(Attempt<T> attempt) throws IOException, InterruptedException {
    for (int failed = 1; ; failed++) {
      try {
        return attempt.run();
      } catch (IOException e) {
        if (!mayPass(e) || failed >= attempts) {
          throw e;
        }
        pause(failed, e);
      }
    }
  }

  /** Waits after the {@code failed}th failure in a row. */
  public void pause(int failed, IOException failure) throws InterruptedException {
    long doubled = first.toMillis() << Math.min(failed - 1, 10);
    long spread = random.nextLong(doubled / 2, doubled + doubled / 2 + 1);
    Duration pause = Duration.ofMillis(spread);
    if (failure instanceof TransientException known) {
      Optional<Duration> asked = known.after();
      if (asked.isPresent() && asked.get().compareTo(pause) > 0) {
        pause = asked.get();
      }
    }
    sleeper.sleep(pause.compareTo(most) > 0 ? most : pause);
  }

  /** Whether a failure is one that may not happen again. */
  public static boolean mayPass(IOException failure) {
    if (failure instanceof TransientException || failure instanceof StalledException) {
      return true;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException
          || cause instanceof UnknownHostException
          || cause instanceof UnresolvedAddressException
          || cause instanceof SSLException
          || cause instanceof InterruptedIOException
          || cause instanceof ProtocolException
          || cause instanceof TooLongException
          || cause instanceof PayloadException) {
        return false;
      }
    }
    return true;
  }

  /** As an exception if a status is one that may pass; its answer is closed then. */
  public static void check(Answer answer, java.time.Clock clock) throws TransientException {
    int status = answer.status();
    if (status == 408 || status == 429 || (status >= 500 && status != 501 && status != 505)) {
      Duration after = RetryAfter.of(answer, clock).orElse(null);
      answer.close();
      throw new TransientException(Redacted.of(answer.uri()) + " answered " + status, after);
    }
  }
}
