package dev.varve.testkit.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gives out tokens, as a token server of registries does: by GET with a password or without, and by
 * POST with a password or refresh token. Tokens expire when they have been used a number of times,
 * or when the test says so, never because of the time. Safe for use by several threads.
 */
public final class TokenService {
  /** Where a server that has tokens gives them out. */
  public static final String PATH = "/token";

  private final String canary;
  private final Map<String, String> passwords = new HashMap<>();
  private final Map<String, String> refreshTokens = new HashMap<>();
  private final Map<String, Token> tokens = new HashMap<>();
  private final Map<String, Set<String>> limits = new HashMap<>();
  private boolean strangers;
  private boolean post = true;
  private int uses = Integer.MAX_VALUE;
  private int expiresIn = 300;
  private int issued;

  private static final class Token {
    final Set<String> rights;
    int usesLeft;

    Token(Set<String> rights, int usesLeft) {
      this.rights = rights;
      this.usesLeft = usesLeft;
    }
  }

  /** What a token is worth for a request. */
  enum Judgement {
    GOOD,
    /** It is a token, but for something else. */
    NOT_ENOUGH,
    /** It never was one, or has expired. */
    INVALID
  }

  TokenService(String canary) {
    this.canary = canary;
  }

  /** Somebody who gets whatever they ask for. */
  public synchronized void addUser(String user, String password) {
    passwords.put(user, password);
  }

  /** Limits a user to these rights in all: {@code pull}, {@code push}, {@code delete}. */
  public synchronized void limit(String user, String... actions) {
    limits.put(user, Set.of(actions));
  }

  /** Whether those who do not say who they are get tokens for pulling. */
  public synchronized void letStrangersPull(boolean may) {
    strangers = may;
  }

  /** Whether POST is understood; older token servers answer it with 404. */
  public synchronized void takePost(boolean does) {
    post = does;
  }

  /** How many requests a token that is given out from now on is good for. */
  public synchronized void usesPerToken(int requests) {
    uses = requests;
  }

  /** What is said from now on about how many seconds tokens live, true or not. */
  public synchronized void claimToExpireIn(int seconds) {
    expiresIn = seconds;
  }

  /** No token that was given out until now is good any more; refresh tokens are. */
  public synchronized void expireAll() {
    tokens.clear();
  }

  /** A refresh token for a user, as a login before would have got it. */
  public synchronized String refreshToken(String user) {
    String token = "refresh-" + canary + "-" + refreshTokens.size();
    refreshTokens.put(token, user);
    return token;
  }

  /** How many tokens were given out. */
  public synchronized int issued() {
    return issued;
  }

  /** Judges a token, and counts one use of it if it is good. */
  synchronized Judgement judge(String text, List<Gate.Need> needs) {
    Token token = tokens.get(text);
    if (token == null || token.usesLeft == 0) {
      return Judgement.INVALID;
    }
    for (Gate.Need need : needs) {
      for (String action : need.actions()) {
        if (!token.rights.contains(need.repository() + ":" + action)) {
          return Judgement.NOT_ENOUGH;
        }
      }
    }
    token.usesLeft--;
    return Judgement.GOOD;
  }

  synchronized Answer handle(SeenRequest request) {
    return switch (request.method()) {
      case "GET" -> byGet(request);
      case "POST" -> post ? byPost(request) : Answer.status(404);
      default -> Answer.status(405);
    };
  }

  private Answer byGet(SeenRequest request) {
    Optional<String> header = request.header("Authorization");
    if (header.isEmpty()) {
      return token("", request.parameters("scope"), "token", Optional.empty());
    }
    for (Map.Entry<String, String> each : passwords.entrySet()) {
      String user = each.getKey();
      if (header.get().equals(Gate.basic(user, each.getValue()))) {
        boolean offline = request.parameter("offline_token").filter("true"::equals).isPresent();
        Optional<String> refresh = offline ? Optional.of(refreshToken(user)) : Optional.empty();
        return token(user, request.parameters("scope"), "token", refresh);
      }
    }
    return refused();
  }

  private Answer byPost(SeenRequest request) {
    List<String> scopes = request.field("scope").map(List::of).orElse(List.of());
    String grant = request.field("grant_type").orElse("");
    if (grant.equals("refresh_token")) {
      String refresh = request.field("refresh_token").orElse("");
      String user = refreshTokens.get(refresh);
      return user == null ? refused() : token(user, scopes, "access_token", Optional.of(refresh));
    }
    if (!grant.equals("password")) {
      return Answer.error(400, "UNSUPPORTED", "grant_type");
    }
    String user = request.field("username").orElse("");
    if (!request.field("password").equals(Optional.ofNullable(passwords.get(user)))
        || !passwords.containsKey(user)) {
      return refused();
    }
    boolean offline = request.field("access_type").filter("offline"::equals).isPresent();
    Optional<String> refresh = offline ? Optional.of(refreshToken(user)) : Optional.empty();
    return token(user, scopes, "access_token", refresh);
  }

  private static Answer refused() {
    return Answer.error(401, "UNAUTHORIZED", "wrong user, password or refresh token");
  }

  private Answer token(
      String user, List<String> scopes, String member, Optional<String> refreshToken) {
    issued++;
    String text = "token-" + canary + "-" + issued;
    Set<String> rights = new HashSet<>();
    scopes.forEach(each -> rights.addAll(granted(user, each)));
    tokens.put(text, new Token(rights, uses));
    List<String> members = new ArrayList<>();
    members.add("\"" + member + "\":\"" + text + "\"");
    members.add("\"expires_in\":" + expiresIn);
    refreshToken.ifPresent(refresh -> members.add("\"refresh_token\":\"" + refresh + "\""));
    return Answer.status(200)
        .header("Content-Type", "application/json")
        .body("{" + String.join(",", members) + "}");
  }

  /** What somebody may have of the scopes that are asked for, as {@code repository:action}. */
  private Set<String> granted(String user, String scopes) {
    Set<String> granted = new HashSet<>();
    for (String scope : scopes.split(" ")) {
      int last = scope.lastIndexOf(':');
      if (!scope.startsWith("repository:") || last <= "repository:".length()) {
        continue;
      }
      String repository = scope.substring("repository:".length(), last);
      for (String action : scope.substring(last + 1).split(",")) {
        if (may(user, action)) {
          granted.add(repository + ":" + action);
        }
      }
    }
    return granted;
  }

  private boolean may(String user, String action) {
    if (user.isEmpty()) {
      return strangers && action.equals("pull");
    }
    Set<String> limit = limits.get(user);
    return limit == null || limit.contains(action);
  }
}
