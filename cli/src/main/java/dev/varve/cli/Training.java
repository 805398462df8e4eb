package dev.varve.cli;

import dev.varve.cli.output.Console;
import dev.varve.cli.output.Console.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The training run for the AOT cache: the commands that people wait for, one after the other in one
 * JVM. What it loads and links is then ready at the start of every command. Part of packaging, not
 * of the product's use.
 */
public final class Training {
  private final Path scratch;

  private Training(Path scratch) {
    this.scratch = scratch;
  }

  /** Trains; {@code args[0]} is an empty directory for its files. */
  public static void main(String[] args) {
    new Training(Path.of(args[0])).run();
  }

  private void run() {
    succeed("version");
    succeed("help");
    succeed("version", "--help");
    fail("nonesuch");
    fail("version", "--nonesuch");
  }

  private void succeed(String... words) {
    expect(true, words);
  }

  private void fail(String... words) {
    expect(false, words);
  }

  private void expect(boolean success, String... words) {
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream(new byte[0]),
            new ByteArrayOutputStream(),
            errors,
            Terminal.NONE);
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("VARVE_ROOT", scratch.resolve("store").toString());
    int status =
        new CommandLine(new Caller(console, environment, Clock.systemUTC(), ""))
            .run(List.of(words));
    if ((status == 0) != success) {
      throw new IllegalStateException(List.of(words) + " gave " + status + ": " + errors);
    }
  }
}
