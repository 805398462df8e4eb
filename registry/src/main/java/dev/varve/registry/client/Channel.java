package dev.varve.registry.client;

import dev.varve.model.VarveException;
import dev.varve.registry.Credentials;
import dev.varve.registry.Endpoint;
import dev.varve.registry.auth.Authorizer;
import dev.varve.registry.auth.Scope;
import dev.varve.registry.http.Answer;
import dev.varve.registry.http.Call;
import dev.varve.registry.http.Redacted;
import dev.varve.registry.http.Retries;
import dev.varve.registry.http.Site;
import dev.varve.registry.http.Wire;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way to one registry: where it is, who we are to it, and where it sends us. What is sent to
 * another host than the registry's own is sent without credentials. Safe for use by several
 * threads.
 */
public final class Channel {
  private static final int MOST_CHALLENGES = 2;
  private static final int MOST_REDIRECTS = 5;

  private static final String DOCKER_HUB = "docker.io";
  private static final String DOCKER_HUB_HOST = "registry-1.docker.io";

  private final Endpoint endpoint;
  private final Wire wire;
  private final Authorizer authorizer;
  private final Clock clock;
  private @Nullable URI base;

  public Channel(Endpoint endpoint, Wire wire, Credentials credentials, Clock clock) {
    this.endpoint = endpoint;
    this.wire = wire;
    this.clock = clock;
    this.authorizer = new Authorizer(endpoint, wire, credentials, clock);
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /** An address of the registry's. */
  URI resolve(String path) throws IOException, InterruptedException {
    return base().resolve(path);
  }

  /**
   * Sends a request to the registry, with credentials if it wants them, and follows it elsewhere if
   * it reads. The answer may be any but one that is worth another attempt.
   *
   * @throws dev.varve.registry.http.TransientException for 408, 429 and 5xx
   */
  Answer send(Call call, Scope scope) throws IOException, InterruptedException {
    Call next = call;
    for (int hops = 0; ; hops++) {
      Answer answer =
          Site.of(next.uri()).equals(Site.of(base())) ? ours(next, scope) : theirs(next);
      Retries.check(answer, clock);
      if (!call.isReading() || !isRedirect(answer.status())) {
        return answer;
      }
      try (answer) {
        next = call.to(target(answer, hops));
      }
    }
  }

  private static boolean isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  private URI target(Answer answer, int hops) throws IOException {
    URI from = answer.uri();
    if (hops == MOST_REDIRECTS) {
      throw refused(Redacted.of(from) + " redirects too often");
    }
    Optional<URI> target = location(answer);
    if (target.isEmpty()) {
      throw refused(Redacted.of(from) + " redirects to no address");
    }
    if (from.getScheme().equals("https") && !target.get().getScheme().equals("https")) {
      throw refused(
          Redacted.of(from) + " redirects to " + Redacted.of(target.get()) + ", without TLS");
    }
    return target.get();
  }

  private static VarveException refused(String message) {
    return new VarveException(VarveException.Code.ENVIRONMENT, message);
  }

  /** Where the header {@code Location} points, which may be relative. */
  static Optional<URI> location(Answer answer) {
    Optional<String> header = answer.header("Location");
    if (header.isEmpty()) {
      return Optional.empty();
    }
    try {
      URI target = answer.uri().resolve(header.get().strip());
      boolean web = "https".equals(target.getScheme()) || "http".equals(target.getScheme());
      if (!web || target.getHost() == null || target.getRawUserInfo() != null) {
        return Optional.empty();
      }
      return Optional.of(target);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Answer ours(Call call, Scope scope) throws IOException, InterruptedException {
    for (int challenges = 0; ; challenges++) {
      @Nullable String header = authorizer.header(scope).orElse(null);
      Call signed = header == null ? call : call.with("Authorization", header);
      Answer answer = wire.send(signed, peer());
      if (answer.status() != 401
          || challenges == MOST_CHALLENGES
          || !authorizer.challenged(answer, base(), scope, header)) {
        return answer;
      }
      answer.close();
    }
  }

  private Answer theirs(Call call) throws IOException, InterruptedException {
    Site site = Site.of(call.uri());
    String port = call.uri().getPort() < 0 ? "" : ":" + site.port();
    return wire.send(call, new Wire.Peer(site.host() + port, false));
  }

  private Wire.Peer peer() {
    return new Wire.Peer(endpoint.registry(), endpoint.insecure());
  }

  /**
   * The registry's address. One that may be spoken with in the open is asked which way it speaks,
   * before it is told who we are.
   */
  private synchronized URI base() throws IOException, InterruptedException {
    URI known = base;
    if (known == null) {
      String host = endpoint.registry().equals(DOCKER_HUB) ? DOCKER_HUB_HOST : endpoint.registry();
      URI tls = address(host);
      known = endpoint.insecure() ? spoken(host, tls) : tls;
      base = known;
    }
    return known;
  }

  private static URI address(String host) {
    try {
      URI address = URI.create("https://" + host + "/");
      if (address.getHost() != null && address.getRawUserInfo() == null) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw new VarveException(
        VarveException.Code.USAGE, "'" + host + "' is no address of a registry");
  }

  private URI spoken(String host, URI tls) throws IOException, InterruptedException {
    URI open = URI.create("http://" + host + "/");
    List<URI> tries = Site.isLoopback(open.getHost()) ? List.of(open, tls) : List.of(tls, open);
    IOException failure = null;
    for (URI each : tries) {
      try (Answer answer = wire.send(Call.get(each.resolve("/v2/")), peer())) {
        // A server that wants TLS says 400 to those who come without.
        if (answer.status() != 400) {
          return each;
        }
      } catch (InterruptedIOException e) {
        throw e;
      } catch (ConnectException e) {
        failure = failure == null ? e : failure;
        if (each.getPort() >= 0) {
          throw e; // Both ways would be to the same port.
        }
      } catch (IOException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
    throw refused(host + " is no registry: it answered 400 to HTTP, and does not speak TLS");
  }

  /**
   * Where an upload may go. A server behind a proxy may not know that it is spoken with over TLS;
   * nobody else gets in the open what a registry was to get in private.
   */
  URI secured(URI location) throws IOException, InterruptedException {
    URI home = base();
    boolean same = location.getHost().equalsIgnoreCase(home.getHost());
    boolean plain = home.getScheme().equals("https") && location.getScheme().equals("http");
    if (!plain) {
      return location;
    }
    if (!same) {
      throw refused(
          Redacted.of(home) + " sends uploads to " + Redacted.of(location) + ", without TLS");
    }
    String query = location.getRawQuery() == null ? "" : "?" + location.getRawQuery();
    return home.resolve(location.getRawPath() + query);
  }
}
