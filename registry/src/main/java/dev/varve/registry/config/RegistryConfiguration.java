package dev.varve.registry.config;

import dev.varve.registry.Connections;
import dev.varve.registry.Credentials;
import dev.varve.registry.Endpoints;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the caller and the machine have configured about registries. Nothing is read before
 * something is asked; settings are then read once, credentials each time. Safe for use by several
 * threads.
 */
public final class RegistryConfiguration {
  /** Some helpers ask for a passphrase first, or the cloud for a token. */
  private static final Duration HELPER_LIMIT = Duration.ofMinutes(2);

  private final Places places;
  private final Duration helperLimit;
  private final ConfiguredEndpoints endpoints;
  private final ShortNames shortNames;
  private final ConfiguredConnections connections;

  RegistryConfiguration(Places places, Duration helperLimit) {
    this.places = places;
    this.helperLimit = helperLimit;
    Supplier<RegistriesConf> registries = new Once<>(() -> RegistriesConf.read(places));
    this.endpoints =
        new ConfiguredEndpoints(registries, new Once<>(() -> DaemonConfig.read(places)));
    this.shortNames = new ShortNames(registries);
    this.connections = new ConfiguredConnections(places);
  }

  /**
   * The configuration of a caller.
   *
   * @param environment the caller's variables; credential helpers get them as well
   * @param home the caller's home directory; null for none, and then only what variables name and
   *     the system's files count
   */
  public static RegistryConfiguration of(Map<String, String> environment, @Nullable Path home) {
    return new RegistryConfiguration(new Places(environment, home, Path.of("/")), HELPER_LIMIT);
  }

  /** What people have logged in with. */
  public Credentials credentials() {
    return new ConfiguredCredentials(places, helperLimit);
  }

  /** Where logins are kept. */
  public LoginStore logins() {
    return new LoginStore(places, helperLimit);
  }

  /** Which servers to ask. */
  public Endpoints endpoints() {
    return endpoints;
  }

  /** What names without a registry mean. */
  public ShortNames shortNames() {
    return shortNames;
  }

  /** How servers are reached. */
  public Connections connections() {
    return connections;
  }

  /** Reads something when it is first asked for; what fails is tried again. */
  private static final class Once<T> implements Supplier<T> {
    private final Supplier<T> source;
    private @Nullable T value;

    Once(Supplier<T> source) {
      this.source = source;
    }

    @Override
    public synchronized T get() {
      T known = value;
      if (known == null) {
        known = source.get();
        value = known;
      }
      return known;
    }
  }
}
