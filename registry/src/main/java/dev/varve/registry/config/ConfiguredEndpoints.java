package dev.varve.registry.config;

import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.registry.Endpoint;
import dev.varve.registry.Endpoints;
import dev.varve.registry.config.RegistryTable.Location;
import dev.varve.registry.config.RegistryTable.Mirror;
import dev.varve.registry.config.RegistryTable.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Endpoints by containers-registries.conf(5), and where that says nothing by Docker's {@code
 * daemon.json}. Without any of them plain HTTP is for this machine only.
 */
final class ConfiguredEndpoints implements Endpoints {
  private static final String DOCKER_HUB = "docker.io";

  private final Supplier<RegistriesConf> registries;
  private final Supplier<DaemonConfig> daemon;

  ConfiguredEndpoints(Supplier<RegistriesConf> registries, Supplier<DaemonConfig> daemon) {
    this.registries = registries;
    this.daemon = daemon;
  }

  @Override
  public List<Endpoint> forPull(Reference reference) {
    Optional<RegistryTable> table = table(reference);
    List<Endpoint> endpoints = new ArrayList<>();
    if (table.isEmpty()) {
      if (reference.registry().equals(DOCKER_HUB)) {
        for (Location mirror : daemon.get().mirrors()) {
          endpoints.add(endpoint(mirror.path() + "/" + reference.repository(), mirror, true));
        }
      }
      endpoints.add(Endpoint.of(reference, insecure(reference.registry(), null)));
      return endpoints;
    }
    boolean pinned = reference.pinned().isPresent();
    for (Mirror mirror : table.get().mirrors()) {
      if (!pinned || mirror.use() != Use.TAGS) {
        String path = rewritten(reference, table.get(), mirror.location());
        endpoints.add(endpoint(path, mirror.location(), mirror.use() != Use.DIGESTS));
      }
    }
    Location location = location(reference, table.get());
    endpoints.add(endpoint(rewritten(reference, table.get(), location), location, true));
    return endpoints;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Never where a {@code location} redirects pulls to, either; that such a place is insecure
   * says nothing about the registry that the name means.
   */
  @Override
  public Endpoint forPush(Reference reference) {
    @Nullable Boolean insecure = null;
    Optional<RegistryTable> table = table(reference);
    if (table.isPresent()) {
      Location location = location(reference, table.get());
      String path = rewritten(reference, table.get(), location);
      if (path.startsWith(reference.registry() + "/")) {
        insecure = location.insecure();
      }
    }
    return Endpoint.of(reference, insecure(reference.registry(), insecure));
  }

  private Optional<RegistryTable> table(Reference reference) {
    Optional<RegistryTable> table = registries.get().find(reference.toString());
    if (table.isPresent() && table.get().blocked()) {
      throw new VarveException(
          VarveException.Code.ENVIRONMENT,
          reference.familiar()
              + " is blocked: "
              + table.get().source()
              + " blocks "
              + table.get().prefix());
    }
    return table;
  }

  /** Where the table says that images are, with the name's own host where it says nothing. */
  private static Location location(Reference reference, RegistryTable table) {
    Location said = table.location();
    if (said == null) {
      return new Location(host(reference, table), null);
    }
    return said.path().isEmpty() ? new Location(host(reference, table), said.insecure()) : said;
  }

  /** What of the name a wildcard stands for. */
  private static String host(Reference reference, RegistryTable table) {
    String name = reference.toString();
    return name.substring(0, table.match(name));
  }

  /** Host and repository with the location in place of the prefix. */
  private static String rewritten(Reference reference, RegistryTable table, Location location) {
    String name = reference.registry() + "/" + reference.repository();
    // A prefix may reach into the tag, which stays what it is.
    int end = Math.min(table.match(reference.toString()), name.length());
    String path = withoutTag(location.path()) + name.substring(end);
    if (path.indexOf('/') < 0) {
      throw new VarveException(
          VarveException.Code.ENVIRONMENT,
          table.source() + " leaves no repository of " + reference.familiar() + " at " + path);
    }
    return path;
  }

  private static String withoutTag(String path) {
    int at = path.indexOf('@');
    String rest = at < 0 ? path : path.substring(0, at);
    int slash = rest.lastIndexOf('/');
    int colon = rest.lastIndexOf(':');
    return slash >= 0 && colon > slash ? rest.substring(0, colon) : rest;
  }

  private Endpoint endpoint(String path, Location location, boolean tags) {
    int slash = path.indexOf('/');
    String host = path.substring(0, slash);
    return new Endpoint(host, path.substring(slash + 1), insecure(host, location.insecure()), tags);
  }

  private boolean insecure(String host, @Nullable Boolean said) {
    return said == null ? Hosts.isLoopback(host) || daemon.get().allowsInsecure(host) : said;
  }
}
