package dev.varve.cli;

import dev.varve.cli.output.Console;
import dev.varve.cli.output.Console.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs command lines against a store of its own, and keeps what they print. */
public final class TestCaller {
  /** When every command is run. */
  public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  public static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private static final Map<String, String> OFFLINE =
      Map.of(
          "CONTAINERS_REGISTRIES_CONF",
          Path.of("src/test/resources/registries.conf").toAbsolutePath().toString());

  private final Path root;
  private byte[] input = new byte[0];
  private Map<String, String> environment = OFFLINE;

  /** What a command did. */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  public record Outcome(int status, byte[] bytes, String err) {
    public String out() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  public TestCaller(Path root) {
    this.root = root;
  }

  public Path root() {
    return root;
  }

  /** What commands read from now on. */
  public TestCaller input(byte[] bytes) {
    input = bytes;
    return this;
  }

  /** The variables of the caller from now on. No registry of the world is asked in any case. */
  public TestCaller environment(Map<String, String> variables) {
    Map<String, String> all = new HashMap<>(OFFLINE);
    all.putAll(variables);
    environment = all;
    return this;
  }

  public Outcome run(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console = new Console(new ByteArrayInputStream(input), out, err, Terminal.NONE);
    List<String> line = new ArrayList<>(List.of("--root", root.toString()));
    line.addAll(List.of(words));
    int status = new CommandLine(new Caller(console, environment, CLOCK, "0")).run(line);
    return new Outcome(status, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
  }

  /** What the command prints; it must succeed and be silent on standard error. */
  public String output(String... words) {
    Outcome outcome = run(words);
    if (outcome.status() != 0 || !outcome.err().isEmpty()) {
      throw new AssertionError(List.of(words) + " gave " + outcome.status() + ": " + outcome.err());
    }
    return outcome.out();
  }
}
