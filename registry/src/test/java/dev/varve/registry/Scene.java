package dev.varve.registry;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.registry.client.Registries;
import dev.varve.registry.client.Repository;
import dev.varve.registry.http.Retries;
import dev.varve.registry.http.Timeouts;
import dev.varve.registry.http.Wire;
import dev.varve.testkit.registry.FaultServer;
import dev.varve.testkit.registry.SelfSigned;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.function.Executable;

/**
 * Servers that fail, and a client that asks them; time passes for it only when a test says so. When
 * it is closed no server may have seen a secret of another one.
 */
public final class Scene implements AutoCloseable {
  public static final String REPOSITORY = "team/app";
  public static final Reference NAME =
      new Reference("registry.example", REPOSITORY, "latest", null);

  /** Longer than anything takes that works, on any machine. */
  private static final Timeouts PATIENT =
      new Timeouts(Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(60));

  /** For servers that say nothing at all. */
  private static final Timeouts IMPATIENT =
      new Timeouts(Duration.ofSeconds(30), Duration.ofMillis(500), Duration.ofSeconds(2));

  private final @Nullable SelfSigned tls;
  private final List<FaultServer> servers = new ArrayList<>();
  private final List<Endpoint> pullFrom = new ArrayList<>();
  private final Map<String, Credential> credentials = new ConcurrentHashMap<>();
  private final List<Duration> pauses = new CopyOnWriteArrayList<>();
  private final List<Wire> wires = new ArrayList<>();
  private final FaultServer server;
  private final Registries registries;
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private boolean mixed;

  private Scene(@Nullable SelfSigned tls, Timeouts timeouts) throws IOException {
    this.tls = tls;
    this.server = another();
    pullFrom.add(endpoint(server));
    Wire wire = new Wire(connections(), timeouts);
    wires.add(wire);
    this.registries = new Registries(endpoints(), this::credential, wire, retries(), clock());
  }

  /** One server that speaks plain HTTP. */
  public static Scene open() throws IOException {
    return new Scene(null, PATIENT);
  }

  /** All servers speak TLS. */
  public static Scene open(SelfSigned tls) throws IOException {
    return new Scene(tls, PATIENT);
  }

  /** The client waits for no more than a moment. */
  public static Scene impatient() throws IOException {
    return new Scene(null, IMPATIENT);
  }

  /** The registry that names are pushed to, and pulled from last. */
  public FaultServer server() {
    return server;
  }

  /** One more server, which is asked only by those who are sent there. */
  public FaultServer another() throws IOException {
    SelfSigned certificate = tls;
    FaultServer more =
        certificate == null ? FaultServer.start() : FaultServer.start(certificate.server());
    servers.add(more);
    return more;
  }

  /** One more server, which is asked before the others that there are. */
  public FaultServer mirror() throws IOException {
    FaultServer mirror = another();
    pullFrom.addFirst(endpoint(mirror));
    return mirror;
  }

  private Endpoint endpoint(FaultServer at) {
    return new Endpoint(at.hostAndPort(), REPOSITORY, tls == null, true);
  }

  /** All names are at the server, and its mirrors. */
  public Endpoints endpoints() {
    return new Endpoints() {
      @Override
      public List<Endpoint> forPull(Reference reference) {
        return pullFrom.stream().map(each -> moved(each, reference)).toList();
      }

      @Override
      public Endpoint forPush(Reference reference) {
        return moved(endpoint(server), reference);
      }
    };
  }

  private static Endpoint moved(Endpoint to, Reference reference) {
    return new Endpoint(to.registry(), reference.repository(), to.insecure(), to.tags());
  }

  private Optional<Credential> credential(String registry, String repository) {
    return Optional.ofNullable(credentials.get(registry));
  }

  /** Somebody has logged in at a server. */
  public void login(FaultServer at, Credential credential) {
    credentials.put(at.hostAndPort(), credential);
  }

  /** Somebody has logged in with the server's own user and password. */
  public void login(FaultServer at) {
    login(at, new Credential.Password(at.user(), at.password()));
  }

  public Connections connections() {
    SelfSigned certificate = tls;
    return new Connections() {
      @Override
      public Optional<SSLContext> tls(String registry, boolean insecure) {
        return Optional.ofNullable(certificate).map(SelfSigned::client);
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

  /** Five attempts; nobody waits. */
  public Retries retries() {
    return new Retries(
        5, Duration.ofMillis(500), Duration.ofMinutes(2), pauses::add, new Random(7));
  }

  public Clock clock() {
    return new Clock() {
      @Override
      public Instant instant() {
        return now;
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
      }
    };
  }

  public void pass(Duration time) {
    now = now.plus(time);
  }

  /** How long the client would have waited. */
  public List<Duration> pauses() {
    return List.copyOf(pauses);
  }

  public Registries registries() {
    return registries;
  }

  /** The repository at the registry itself. */
  public Repository repository() throws IOException {
    return registries.forPush(NAME);
  }

  public int sent(String method, String part) {
    return server.requests(method, path -> path.contains(part)).size();
  }

  /** Tokens of one server are good at another here. */
  public void tokensOfOneServeTheOther() {
    mixed = true;
  }

  /**
   * The failure that something ends with; nothing in it or its causes shows a secret of any server.
   */
  public <T extends Throwable> T failure(Class<T> type, Executable what) {
    T failure = assertThrows(type, what);
    for (FaultServer each : servers) {
      assertSilent(failure, each.canary());
    }
    return failure;
  }

  /** Asserts that a text is in nothing that a failure says. */
  public static void assertSilent(Throwable failure, String secret) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String hint = cause instanceof VarveException known ? known.hint().orElse("") : "";
      assertFalse((cause + hint).contains(secret), "a secret is told: " + cause);
      for (Throwable beside : cause.getSuppressed()) {
        assertSilent(beside, secret);
      }
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    wires.forEach(Wire::close);
    for (FaultServer each : servers) {
      for (FaultServer other : servers) {
        if (each != other && !mixed) {
          each.neverSaw(other.canary());
        }
      }
    }
    for (FaultServer each : servers) {
      each.close();
    }
  }
}
