package dev.varve.registry;

import dev.varve.model.Reference;
import dev.varve.registry.client.Registries;
import dev.varve.registry.client.RegistryLogin;
import dev.varve.registry.client.Repository;
import dev.varve.registry.http.Retries;
import dev.varve.registry.http.Timeouts;
import dev.varve.registry.http.Wire;
import dev.varve.testkit.registry.DockerRegistry;
import dev.varve.testkit.registry.SelfSigned;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.net.ssl.SSLContext;

/** The real registry, and a client that knows its certificate and password. */
public final class RealRegistry implements AutoCloseable {
  private final DockerRegistry server;
  private final Registries registries;

  private RealRegistry(DockerRegistry server) {
    this.server = server;
    this.registries =
        new Registries(
            endpoints(),
            (registry, _) ->
                registry.equals(hostAndPort()) ? Optional.of(credential()) : Optional.empty(),
            new Wire(connections(), Timeouts.DEFAULT),
            new Retries(5, Duration.ofMillis(500), Duration.ofMinutes(2), _ -> {}, new Random(1)),
            Clock.systemUTC());
  }

  /** Nobody waits before another attempt. */
  public static RealRegistry start(Path directory, DockerRegistry.Options options)
      throws IOException, InterruptedException {
    return new RealRegistry(DockerRegistry.start(directory, options));
  }

  private Endpoints endpoints() {
    return new Endpoints() {
      @Override
      public List<Endpoint> forPull(Reference reference) {
        return List.of(forPush(reference));
      }

      @Override
      public Endpoint forPush(Reference reference) {
        return Endpoint.of(reference, server.tls().isEmpty());
      }
    };
  }

  private Connections connections() {
    return new Connections() {
      @Override
      public Optional<SSLContext> tls(String registry, boolean insecure) {
        return server.tls().map(SelfSigned::client);
      }

      @Override
      public ProxySelector proxies() {
        return ProxySelector.of(null);
      }

      @Override
      public Optional<Credential.Password> proxyCredential(URI target) {
        return Optional.empty();
      }
    };
  }

  public Registries registries() {
    return registries;
  }

  public RegistryLogin login() {
    return new RegistryLogin(endpoints(), connections(), Clock.systemUTC());
  }

  public Repository repository(Reference name) throws IOException {
    return registries.forPush(name);
  }

  public Reference name(String repository, String tag) {
    return new Reference(hostAndPort(), repository, tag, null);
  }

  public Credential credential() {
    return new Credential.Password(server.user(), server.password());
  }

  public String hostAndPort() {
    return server.hostAndPort();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    registries.close();
    server.close();
  }
}
