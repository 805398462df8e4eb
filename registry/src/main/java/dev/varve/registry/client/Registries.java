package dev.varve.registry.client;

import dev.varve.model.Reference;
import dev.varve.registry.Connections;
import dev.varve.registry.Credentials;
import dev.varve.registry.Endpoint;
import dev.varve.registry.Endpoints;
import dev.varve.registry.http.Retries;
import dev.varve.registry.http.Timeouts;
import dev.varve.registry.http.Wire;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All registries, as somebody has configured them. Connections and tokens are kept until this is
 * closed. Safe for use by several threads.
 */
public final class Registries implements AutoCloseable {
  private final Endpoints endpoints;
  private final Credentials credentials;
  private final Retries retries;
  private final Clock clock;
  private final Wire wire;
  private final Map<Endpoint, Repository> known = new ConcurrentHashMap<>();

  public Registries(
      Endpoints endpoints, Credentials credentials, Connections connections, Clock clock) {
    this(endpoints, credentials, new Wire(connections, Timeouts.DEFAULT), Retries.usual(), clock);
  }

  public Registries(
      Endpoints endpoints, Credentials credentials, Wire wire, Retries retries, Clock clock) {
    this.endpoints = endpoints;
    this.credentials = credentials;
    this.wire = wire;
    this.retries = retries;
    this.clock = clock;
  }

  /** Where a name can be pulled from, in the order in which to try. */
  public List<Repository> forPull(Reference name) throws IOException {
    List<Repository> found = new ArrayList<>();
    for (Endpoint endpoint : endpoints.forPull(name)) {
      found.add(at(endpoint));
    }
    return found;
  }

  /** Where a name is pushed to. */
  public Repository forPush(Reference name) throws IOException {
    return at(endpoints.forPush(name));
  }

  private Repository at(Endpoint endpoint) {
    return known.computeIfAbsent(
        endpoint, each -> new Repository(new Channel(each, wire, credentials, clock), retries));
  }

  /** Ends all connections. */
  @Override
  public void close() {
    wire.close();
  }
}
