package dev.varve.registry.auth;

import dev.varve.model.JsonException;
import dev.varve.model.VarveException;
import dev.varve.registry.Credential;
import dev.varve.registry.Credentials;
import dev.varve.registry.Endpoint;
import dev.varve.registry.http.Answer;
import dev.varve.registry.http.Call;
import dev.varve.registry.http.Payload;
import dev.varve.registry.http.Redacted;
import dev.varve.registry.http.Retries;
import dev.varve.registry.http.Site;
import dev.varve.registry.http.Wire;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds what goes into the header {@code Authorization} for one registry: nothing until it asks,
 * then a password or a token of the server that it names (Docker's token authentication
 * specification). Safe for use by several threads: who needs a token while one is being fetched
 * waits for it. What a token server cannot do just now is tried again by who wants the token, so
 * that attempts are not multiplied.
 */
public final class Authorizer {
  private static final String CLIENT = "varve";
  private static final int MOST_DOCUMENT = 1 << 20;

  private final Endpoint endpoint;
  private final Wire wire;
  private final Credentials credentials;
  private final Clock clock;

  private Way way = new Way.Unasked();
  private final List<Token> tokens = new ArrayList<>();
  private boolean looked;
  private @Nullable Credential credential;

  /** How the registry wants it. */
  private sealed interface Way {
    record Unasked() implements Way {}

    record Basic() implements Way {}

    record Bearer(URI realm, String service) implements Way {}
  }

  public Authorizer(Endpoint endpoint, Wire wire, Credentials credentials, Clock clock) {
    this.endpoint = endpoint;
    this.wire = wire;
    this.credentials = credentials;
    this.clock = clock;
  }

  /** What to send with a request, as far as the registry is known to want something. */
  public synchronized Optional<String> header(Scope scope)
      throws IOException, InterruptedException {
    if (credential() instanceof Credential.RegistryToken(String token)) {
      return Optional.of("Bearer " + token);
    }
    return switch (way) {
      case Way.Unasked() -> Optional.empty();
      case Way.Basic() -> basic();
      case Way.Bearer bearer -> Optional.of("Bearer " + token(bearer, scope).value());
    };
  }

  /**
   * Takes note of an answer 401.
   *
   * @param sent what was sent with the request; null for nothing
   * @return whether there is something else to send now
   */
  public synchronized boolean challenged(
      Answer refusal, URI base, Scope scope, @Nullable String sent)
      throws IOException, InterruptedException {
    List<Challenge> challenges = Challenge.parse(refusal.headers("WWW-Authenticate"));
    for (Challenge each : challenges) {
      if (each.scheme().equals("bearer") && each.parameter("realm").isPresent()) {
        if (credential() instanceof Credential.RegistryToken) {
          return false;
        }
        way = new Way.Bearer(realm(each, base), each.parameter("service").orElse(""));
        // Another thread may have a new one already.
        tokens.removeIf(token -> ("Bearer " + token.value()).equals(sent));
        return true;
      }
    }
    for (Challenge each : challenges) {
      if (each.scheme().equals("basic")) {
        way = new Way.Basic();
        return basic().isPresent() && !basic().equals(Optional.ofNullable(sent));
      }
    }
    return false;
  }

  private @Nullable Credential credential() throws IOException, InterruptedException {
    if (!looked) {
      credential = credentials.find(endpoint.registry(), endpoint.repository()).orElse(null);
      looked = true;
    }
    return credential;
  }

  private Optional<String> basic() throws IOException, InterruptedException {
    return credential() instanceof Credential.Password password
        ? Optional.of(basic(password))
        : Optional.empty();
  }

  private static String basic(Credential.Password password) {
    String both = password.user() + ":" + password.password();
    return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Where to get tokens. A registry that is spoken with in private may not have passwords sent in
   * the open.
   */
  private static URI realm(Challenge challenge, URI base) {
    String text = challenge.parameter("realm").orElse("");
    URI realm;
    try {
      realm = base.resolve(text);
    } catch (IllegalArgumentException e) {
      throw new VarveException(
          VarveException.Code.CORRUPT,
          Redacted.of(base) + " names a token server that is no address");
    }
    Site site = Site.of(realm);
    boolean web = site.scheme().equals("https") || site.scheme().equals("http");
    if (!web || site.host().isEmpty() || realm.getRawUserInfo() != null) {
      throw new VarveException(
          VarveException.Code.CORRUPT,
          Redacted.of(base) + " names a token server that is no address of the web");
    }
    if (Site.of(base).isPrivate() && !site.isPrivate()) {
      throw new VarveException(
          VarveException.Code.ENVIRONMENT,
          Redacted.of(base)
              + " names the token server "
              + Redacted.of(realm)
              + ", where passwords would be sent in the open");
    }
    return realm;
  }

  private Token token(Way.Bearer bearer, Scope scope) throws IOException, InterruptedException {
    Instant now = clock.instant();
    for (Token token : tokens) {
      if (token.isGood(scope, now)) {
        return token;
      }
    }
    tokens.removeIf(token -> !now.isBefore(token.expires()));
    Token fresh = fetch(bearer, scope);
    tokens.add(fresh);
    return fresh;
  }

  private Token fetch(Way.Bearer bearer, Scope scope) throws IOException, InterruptedException {
    Instant asked = clock.instant();
    try (Answer answer = wire.send(request(bearer, scope), peer(bearer.realm()))) {
      Retries.check(answer, clock);
      if (!answer.isSuccess()) {
        throw refused(answer);
      }
      return Token.parse(answer.readAll(MOST_DOCUMENT), scope, asked);
    } catch (JsonException e) {
      throw new VarveException(
          VarveException.Code.CORRUPT,
          "the token server " + Redacted.of(bearer.realm()) + " sent no token: " + e.getMessage());
    }
  }

  /** Only the registry itself is insecure, if it is. */
  private Wire.Peer peer(URI realm) {
    Site site = Site.of(realm);
    String port = realm.getPort() < 0 ? "" : ":" + realm.getPort();
    String name = site.host() + port;
    boolean insecure = endpoint.insecure() && name.equals(endpoint.registry());
    return new Wire.Peer(name, insecure);
  }

  private Call request(Way.Bearer bearer, Scope scope) throws IOException, InterruptedException {
    Credential who = credential();
    if (who instanceof Credential.IdentityToken(String token)) {
      StringBuilder form = new StringBuilder("grant_type=refresh_token");
      add(form, "service", bearer.service());
      add(form, "client_id", CLIENT);
      if (!scope.parts().isEmpty()) {
        add(form, "scope", String.join(" ", scope.parts()));
      }
      add(form, "refresh_token", token);
      return Call.of("POST", bearer.realm())
          .with("Content-Type", "application/x-www-form-urlencoded")
          .with(Payload.of(form.toString().getBytes(StandardCharsets.US_ASCII)));
    }
    StringBuilder query = new StringBuilder();
    if (bearer.realm().getRawQuery() != null) {
      query.append(bearer.realm().getRawQuery());
    }
    if (!bearer.service().isEmpty()) {
      add(query, "service", bearer.service());
    }
    for (String part : scope.parts()) {
      add(query, "scope", part);
    }
    if (who instanceof Credential.Password password) {
      add(query, "account", password.user());
    }
    add(query, "client_id", CLIENT);
    String bare = bearer.realm().toString().replaceFirst("[?#].*$", "");
    Call call = Call.get(URI.create(bare + "?" + query));
    return who instanceof Credential.Password password
        ? call.with("Authorization", basic(password))
        : call;
  }

  private static void add(StringBuilder to, String name, String value) {
    if (!to.isEmpty()) {
      to.append('&');
    }
    to.append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8));
  }

  private VarveException refused(Answer answer) throws IOException, InterruptedException {
    String server = "the token server " + Redacted.of(answer.uri());
    if (answer.status() == 401 || answer.status() == 403) {
      return credential() == null
          ? new VarveException(
              VarveException.Code.ENVIRONMENT,
              endpoint.registry() + " wants a login for " + endpoint.repository(),
              "log in: varve login " + endpoint.registry())
          : new RefusedLoginException(
              endpoint.registry() + " does not accept the credentials that are stored for it",
              "log in again: varve login " + endpoint.registry());
    }
    return new VarveException(
        VarveException.Code.ENVIRONMENT, server + " answered " + answer.status());
  }
}
