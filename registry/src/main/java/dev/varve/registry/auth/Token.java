package dev.varve.registry.auth;

import dev.varve.model.Json;
import dev.varve.model.JsonException;
import dev.varve.model.JsonFields;
import java.time.Duration;
import java.time.Instant;

/**
 * A bearer token. Its text form does not show it.
 *
 * @param expires when it has to be replaced, a little before it really ends
 */
record Token(String value, Scope scope, Instant expires) {
  /** The least that a token server may mean when it says nothing (Docker's token specification). */
  private static final long USUAL_SECONDS = 60;

  private static final long MOST_SECONDS = Duration.ofDays(1).toSeconds();

  /**
   * Reads a token server's answer.
   *
   * @throws JsonException if there is no token in it, or one that no header can hold
   */
  static Token parse(byte[] document, Scope scope, Instant asked) throws JsonException {
    JsonFields json = new JsonFields(Json.parseObject(document), "token");
    String value = json.string("token").orElse("");
    if (value.isEmpty()) {
      value = json.string("access_token").orElse("");
    }
    if (value.isEmpty()) {
      throw new JsonException("token: there is none");
    }
    if (!value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new JsonException("token: it has characters that no token has");
    }
    long seconds = json.number("expires_in").orElse(USUAL_SECONDS);
    seconds = Math.clamp(seconds, USUAL_SECONDS, MOST_SECONDS);
    // By our own clock, for that of the server may differ.
    return new Token(value, scope, asked.plusSeconds(seconds - seconds / 10));
  }

  boolean isGood(Scope wanted, Instant now) {
    return now.isBefore(expires) && scope.covers(wanted);
  }

  @Override
  public String toString() {
    return "Token[" + scope.parts() + "]";
  }
}
