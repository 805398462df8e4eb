package dev.varve.cli.command;

import dev.varve.cli.output.Console;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** What surrounds one command: its streams, environment and clock, and the way to the store. */
public final class Session implements AutoCloseable {
  private final Console console;
  private final Map<String, String> environment;
  private final Clock clock;
  private final Path root;
  private final boolean debug;

  public Session(
      Console console, Map<String, String> environment, Clock clock, Path root, boolean debug) {
    this.console = console;
    this.environment = environment;
    this.clock = clock;
    this.root = root;
    this.debug = debug;
  }

  public Console console() {
    return console;
  }

  /** A variable of the caller's environment. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name));
  }

  public Clock clock() {
    return clock;
  }

  /** Directory of the store; need not exist yet. */
  public Path root() {
    return root;
  }

  /** Whether the user wants to see how things are done and why they fail. */
  public boolean debug() {
    return debug;
  }

  @Override
  public void close() {}
}
