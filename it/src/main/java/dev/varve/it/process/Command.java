package dev.varve.it.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A program to run, and what came of it. Immutable; every {@code with} returns another command. */
public record Command(
    List<String> words, Path directory, Map<String, String> environment, @Nullable Path input) {

  /** A run that takes longer hangs; it is killed and the test fails. */
  private static final Duration LIMIT = Duration.ofMinutes(20);

  public Command {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  public static Command of(List<String> words, Path directory) {
    return new Command(words, directory, Map.of(), null);
  }

  public Command with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new Command(words, directory, more, input);
  }

  /** With this file as standard input; without, it is empty. */
  public Command reading(Path file) {
    return new Command(words, directory, environment, file);
  }

  /**
   * With no signal ignored. A shell starts what it puts in the background with SIGINT ignored, and
   * that is inherited: by the JVM of the tests as well, wherever they run unattended.
   */
  public Command withDefaultSignals() {
    List<String> more = new ArrayList<>(List.of("env", "--default-signal"));
    more.addAll(words);
    return new Command(more, directory, environment, input);
  }

  /** What a program that ended left behind. */
  @SuppressWarnings("ArrayRecordComponent") // outcomes are never compared
  public record Outcome(int status, byte[] bytes, String err, Duration time) {
    /** Standard output as text. */
    public String out() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    /** This, when the program succeeded. */
    public Outcome orFail() {
      return expect(0);
    }

    /** This, when the program ended with this status. */
    public Outcome expect(int expected) {
      if (status != expected) {
        throw new AssertionError("exit status " + status + "\n" + out() + err);
      }
      return this;
    }
  }

  /** Starts the program without waiting for it. Standard output and error stay pipes. */
  public Process start() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
    builder.environment().putAll(environment);
    builder.redirectInput(input == null ? Path.of("/dev/null").toFile() : input.toFile());
    return builder.start();
  }

  /** Runs the program to its end. */
  public Outcome run() throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Process process = start();
    CompletableFuture<byte[]> out = reader(process.getInputStream());
    CompletableFuture<byte[]> err = reader(process.getErrorStream());
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("still running after " + LIMIT + ": " + words);
    }
    Duration time = Duration.ofNanos(System.nanoTime() - begin);
    String errors = new String(err.join(), StandardCharsets.UTF_8);
    return new Outcome(process.exitValue(), out.join(), errors, time);
  }

  /** Runs a shell script with {@code sh -eu}, umask 022, in a known locale and time zone. */
  public static Outcome shell(String script, Path directory)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("sh", "-eu", "-c", "umask 022\n" + script));
    return of(words, directory).with("LC_ALL", "C.UTF-8").with("TZ", "UTC").run();
  }

  private static CompletableFuture<byte[]> reader(InputStream stream) {
    CompletableFuture<byte[]> bytes = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try (stream) {
                bytes.complete(stream.readAllBytes());
              } catch (IOException e) {
                bytes.completeExceptionally(new UncheckedIOException(e));
              }
            });
    return bytes;
  }

  /** The words as a line for messages. */
  @Override
  public String toString() {
    return String.join(" ", words);
  }

  /** Writes {@code text} to a file below {@code directory} and gives its path. */
  public static Path file(Path directory, String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.toAbsolutePath().getParent());
    return Files.writeString(file, text);
  }
}
