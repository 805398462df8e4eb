package dev.varve.registry.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One run of a credential helper. What it writes to standard error is nobody's: the protocol has
 * its messages on standard output, and progress displays own the terminal.
 */
final class HelperProcess {
  /** Longest output that is read. */
  static final int MAX_OUTPUT = 1 << 20;

  private final Process process;

  /** How it ended. */
  sealed interface Ending {
    /** By itself. */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    record Exit(int status, byte[] output) implements Ending {}

    /** It was killed, for it was still running when the time was over. */
    record TooLate() implements Ending {}

    /** It was killed, for it wrote more than {@link #MAX_OUTPUT} bytes. */
    record TooMuch() implements Ending {}
  }

  private HelperProcess(Process process) {
    this.process = process;
  }

  /**
   * Runs a program to its end; it does not outlive the call.
   *
   * @param input what it reads
   * @throws IOException if it cannot be started
   */
  static Ending run(
      Path program, String action, byte[] input, Map<String, String> environment, Duration limit)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(program.toString(), action);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().putAll(environment);
    HelperProcess helper = new HelperProcess(builder.start());
    try {
      return helper.talk(input, limit);
    } finally {
      helper.kill();
    }
  }

  private Ending talk(byte[] input, Duration limit) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    // On a thread of its own, as neither a write to a pipe nor a read from one can be interrupted.
    FutureTask<byte[]> exchange = new FutureTask<>(() -> exchange(input));
    Thread thread = new Thread(exchange, "credential helper");
    thread.setDaemon(true);
    thread.start();
    try {
      byte[] output = exchange.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (output.length > MAX_OUTPUT) {
        return new Ending.TooMuch();
      }
      boolean ended = process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      return ended ? new Ending.Exit(process.exitValue(), output) : new Ending.TooLate();
    } catch (TimeoutException e) {
      return new Ending.TooLate();
    } catch (ExecutionException e) {
      throw new IOException("cannot read from a credential helper", e.getCause());
    }
  }

  private byte[] exchange(byte[] input) throws IOException {
    try (OutputStream in = process.getOutputStream()) {
      in.write(input);
    } catch (IOException e) {
      // It does not read what it is told; what it answers says whether that was right.
    }
    try (InputStream out = process.getInputStream()) {
      return out.readNBytes(MAX_OUTPUT + 1);
    }
  }

  private void kill() {
    if (process.isAlive()) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
