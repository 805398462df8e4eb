package dev.varve.registry.config;

import dev.varve.registry.Connections;
import dev.varve.registry.Credential;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Connections by {@code certs.d}, of the user's and the system's, podman's and Docker's together,
 * and by the variables that name proxies.
 */
final class ConfiguredConnections implements Connections {
  private static final List<String> AT_HOME = List.of(".config/containers", ".config/docker");
  private static final List<String> OF_THE_SYSTEM = List.of("etc/containers", "etc/docker");

  private final Places places;
  private final Map<Server, Optional<SSLContext>> contexts = new HashMap<>();
  private @Nullable EnvironmentProxies proxies;

  private record Server(String registry, boolean insecure) {}

  ConfiguredConnections(Places places) {
    this.places = places;
  }

  @Override
  public synchronized Optional<SSLContext> tls(String registry, boolean insecure)
      throws IOException {
    Server server = new Server(registry, insecure);
    Optional<SSLContext> known = contexts.get(server);
    if (known == null) {
      CertificateDirectory configured = CertificateDirectory.read(directories(registry));
      boolean usual = configured.isEmpty() && !insecure;
      known = usual ? Optional.empty() : Optional.of(TlsContexts.of(configured, insecure));
      contexts.put(server, known);
    }
    return known;
  }

  private List<Path> directories(String registry) {
    List<Path> directories = new ArrayList<>();
    // The name becomes one of a directory: it comes from an image's, which anybody may have
    // written.
    if (Hosts.isHost(registry)) {
      String name = "certs.d/" + registry;
      for (String place : AT_HOME) {
        places.atHome(place).ifPresent(path -> directories.add(path.resolve(name)));
      }
      for (String place : OF_THE_SYSTEM) {
        directories.add(places.system(place).resolve(name));
      }
    }
    return directories;
  }

  @Override
  public ProxySelector proxies() {
    return environmentProxies();
  }

  @Override
  public Optional<Credential.Password> proxyCredential(URI target) {
    return environmentProxies().credential(target);
  }

  private synchronized EnvironmentProxies environmentProxies() {
    EnvironmentProxies known = proxies;
    if (known == null) {
      known = EnvironmentProxies.of(places);
      proxies = known;
    }
    return known;
  }
}
