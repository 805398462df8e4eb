package dev.varve.testkit.registry;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Who is let in. */
sealed interface Gate {

  /** Rights on a repository: {@code pull}, {@code push}, {@code delete}. */
  record Need(String repository, List<String> actions) {
    String scope() {
      return "repository:" + repository + ":" + String.join(",", actions);
    }
  }

  /**
   * What is answered to somebody who lacks a right.
   *
   * @param needs all that the request has to be allowed; none for the question whether this is a
   *     registry
   * @return empty if the request is allowed
   */
  Optional<Answer> refusal(SeenRequest request, List<Need> needs);

  /** Everybody. */
  record Open() implements Gate {
    @Override
    public Optional<Answer> refusal(SeenRequest request, List<Need> needs) {
      return Optional.empty();
    }
  }

  /** Who has the password (RFC 7617). */
  record Password(String user, String password) implements Gate {
    @Override
    public Optional<Answer> refusal(SeenRequest request, List<Need> needs) {
      boolean known =
          request.header("Authorization").filter(basic(user, password)::equals).isPresent();
      return known ? Optional.empty() : Optional.of(challenge("Basic realm=\"a registry\""));
    }
  }

  /** Who has a token that says so. */
  record Token(TokenService service, URI realm, String name) implements Gate {
    @Override
    public Optional<Answer> refusal(SeenRequest request, List<Need> needs) {
      String challenge = "Bearer realm=\"" + realm + "\",service=\"" + name + "\"";
      if (!needs.isEmpty()) {
        String scope = needs.stream().map(Need::scope).collect(Collectors.joining(" "));
        challenge += ",scope=\"" + scope + "\"";
      }
      Optional<String> header = request.header("Authorization");
      if (header.isEmpty()) {
        return Optional.of(challenge(challenge));
      }
      String token = header.get().startsWith("Bearer ") ? header.get().substring(7) : "";
      return switch (service.judge(token, needs)) {
        case GOOD -> Optional.empty();
        case NOT_ENOUGH -> Optional.of(challenge(challenge + ",error=\"insufficient_scope\""));
        case INVALID -> Optional.of(challenge(challenge + ",error=\"invalid_token\""));
      };
    }
  }

  private static Answer challenge(String challenge) {
    return Answer.error(401, "UNAUTHORIZED", "authentication required")
        .header("WWW-Authenticate", challenge);
  }

  /** The header's value for a user and a password. */
  static String basic(String user, String password) {
    byte[] bytes = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(bytes);
  }
}
