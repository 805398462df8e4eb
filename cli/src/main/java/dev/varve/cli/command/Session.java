package dev.varve.cli.command;

import dev.varve.cli.output.Console;
import dev.varve.cli.output.TerminalSize;
import dev.varve.linux.Terminal;
import dev.varve.registry.client.Registries;
import dev.varve.registry.config.RegistryConfiguration;
import dev.varve.registry.transfer.LayerFetch;
import dev.varve.registry.transfer.TransferListener;
import dev.varve.store.LayerSource;
import dev.varve.store.Origins;
import dev.varve.store.Store;
import dev.varve.store.disk.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What surrounds one command: its streams, environment and clock, and the way to the store. */
public final class Session implements AutoCloseable {
  private final Console console;
  private final Map<String, String> environment;
  private final Clock clock;
  private final Choices choices;
  private @Nullable Store store;
  private @Nullable Registries registries;
  private volatile @Nullable TransferListener fetches;

  /**
   * What the options that every command has say.
   *
   * @param root directory of the store; need not exist yet
   * @param debug whether the user wants to see how things are done and why they fail
   */
  public record Choices(Path root, Durability durability, boolean debug) {}

  public Session(Console console, Map<String, String> environment, Clock clock, Choices choices) {
    this.console = console;
    this.environment = environment;
    this.clock = clock;
    this.choices = choices;
  }

  /** A session for the same caller with another store and console; the new one is closed apart. */
  public Session with(Path otherRoot, Console otherConsole) {
    Choices other = new Choices(otherRoot, choices.durability(), choices.debug());
    return new Session(otherConsole, environment, clock, other);
  }

  public Console console() {
    return console;
  }

  /** A variable of the caller's environment. */
  public Optional<String> variable(String name) {
    // The launcher sets LC_ALL for the JVM and keeps the caller's elsewhere.
    String kept = name.equals("LC_ALL") ? "VARVE_LC_ALL" : name;
    return Optional.ofNullable(environment.get(kept));
  }

  public Clock clock() {
    return clock;
  }

  /** Directory of the store; need not exist yet. */
  public Path root() {
    return choices.root();
  }

  /** Whether the user wants to see how things are done and why they fail. */
  public boolean debug() {
    return choices.debug();
  }

  /**
   * The store, opened when first asked for, and made if there is none.
   *
   * @throws dev.varve.model.VarveException when it is of a newer format, or not usable
   */
  public Store store() throws IOException {
    Store opened = store;
    if (opened == null) {
      opened = Store.open(choices.root(), clock, choices.durability());
      opened.layers().fetchFrom(new Fetching(opened));
      store = opened;
    }
    return opened;
  }

  /** Says who is told of layers that are fetched, in place of the standard error. */
  public void tellFetches(TransferListener listener) {
    fetches = listener;
  }

  /** Layers that are not here come from registries, which most commands never ask. */
  private final class Fetching implements LayerSource {
    private final Store into;

    Fetching(Store into) {
      this.into = into;
    }

    @Override
    public void fetch(List<Origins.Known> layers) throws IOException {
      TransferListener told = fetches;
      if (told != null) {
        new LayerFetch(into, registries(), told).fetch(layers);
        return;
      }
      try (TransferDisplay display = new TransferDisplay(console)) {
        new LayerFetch(into, registries(), display).fetch(layers);
      }
    }
  }

  /**
   * The registries, as the caller has configured them; connections are made when they are needed.
   */
  public synchronized Registries registries() throws IOException {
    Registries opened = registries;
    if (opened == null) {
      RegistryConfiguration configuration = configuration();
      opened =
          new Registries(
              configuration.endpoints(),
              configuration.credentials(),
              configuration.connections(),
              clock);
      registries = opened;
    }
    return opened;
  }

  /** What the caller and the machine have configured about registries; nothing is read yet. */
  public RegistryConfiguration configuration() {
    String home = environment.getOrDefault("HOME", "");
    return RegistryConfiguration.of(environment, home.startsWith("/") ? Path.of(home) : null);
  }

  /** Where isolations are tried and what came of it is remembered; on the store's file system. */
  public Path isolationDirectory(Store of) throws IOException {
    return Files.createDirectories(of.root().resolve("isolation"));
  }

  /** The present size of the terminal on standard error. */
  public TerminalSize terminalSize() {
    try {
      Optional<Terminal.Size> size = Terminal.of(2).flatMap(Session::size);
      if (size.isPresent()) {
        return new TerminalSize(size.get().columns(), size.get().rows());
      }
    } catch (IOException e) {
      // Not a terminal that can be asked; the usual size will do.
    }
    return TerminalSize.USUAL;
  }

  private static Optional<Terminal.Size> size(Terminal terminal) {
    try {
      return terminal.size();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    if (registries != null) {
      registries.close();
    }
    if (store != null) {
      store.close();
    }
  }
}
