package dev.varve.testkit.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokenServiceTest {
  private static final byte[] NOTHING = new byte[0];
  private FaultServer server;
  private Client client;
  private URI blob;

  @BeforeEach
  void start() throws Exception {
    server = FaultServer.start();
    client = new Client();
    blob = server.uri("/v2/a/b/blobs/" + server.registry().addBlob("a/b", new byte[10]));
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    server.close();
  }

  private static String member(HttpResponse<byte[]> response, String name) {
    Matcher found =
        Pattern.compile("\"" + name + "\":\"?([^\",}]+)").matcher(Client.text(response));
    return found.find() ? found.group(1) : "(none)";
  }

  private HttpResponse<byte[]> ask(String query, String... headers) throws Exception {
    return client.get(server.uri("/token?service=" + server.hostAndPort() + "&" + query), headers);
  }

  private HttpResponse<byte[]> post(String form) throws Exception {
    byte[] body = form.getBytes(StandardCharsets.UTF_8);
    String type = "application/x-www-form-urlencoded";
    return client.send("POST", server.uri("/token"), body, "Content-Type", type);
  }

  private String basic() {
    return Gate.basic(server.user(), server.password());
  }

  private String token(String scope) throws Exception {
    return member(ask("scope=" + scope, "Authorization", basic()), "token");
  }

  private int pull(String token) throws Exception {
    return client.get(blob, "Authorization", "Bearer " + token).statusCode();
  }

  @Test
  void password_is_wanted_where_it_is_required() throws Exception {
    server.requirePassword();
    HttpResponse<byte[]> refused = client.get(blob);
    assertEquals(401, refused.statusCode());
    assertTrue(Client.header(refused, "WWW-Authenticate").startsWith("Basic "));
    assertEquals(200, client.get(blob, "Authorization", basic()).statusCode());
    String wrong = Gate.basic(server.user(), "other");
    assertEquals(401, client.get(blob, "Authorization", wrong).statusCode());
  }

  @Test
  void challenge_says_where_to_get_which_token() throws Exception {
    server.requireToken();
    String challenge = Client.header(client.get(blob), "WWW-Authenticate");
    assertEquals(
        "Bearer realm=\"%s\",service=\"%s\",scope=\"repository:a/b:pull\""
            .formatted(server.uri("/token"), server.hostAndPort()),
        challenge);
    HttpResponse<byte[]> mount =
        client.send("POST", server.uri("/v2/c/blobs/uploads/?mount=x&from=a/b"), NOTHING);
    assertTrue(
        Client.header(mount, "WWW-Authenticate")
            .endsWith("scope=\"repository:c:pull,push repository:a/b:pull\""));
  }

  @Test
  void token_is_good_for_its_scope_only() throws Exception {
    server.requireToken();
    assertEquals(200, pull(token("repository:a/b:pull")));
    assertEquals(401, pull(token("repository:a:pull")));
    assertEquals(401, pull(token("repository:a/b:push")));
    assertEquals(401, pull("none"));
    String both = token("repository:x:pull&scope=repository:a/b:pull,push");
    URI uploads = server.uri("/v2/a/b/blobs/uploads/");
    assertEquals(
        202, client.send("POST", uploads, NOTHING, "Authorization", "Bearer " + both).statusCode());
    assertEquals(
        401,
        client
            .send(
                "POST", uploads, NOTHING, "Authorization", "Bearer " + token("repository:a/b:pull"))
            .statusCode());
  }

  @Test
  void tokens_expire_by_use_and_by_command() throws Exception {
    server.requireToken();
    server.tokens().usesPerToken(2);
    String token = token("repository:a/b:pull");
    assertEquals(200, pull(token));
    assertEquals(200, pull(token));
    assertEquals(401, pull(token));
    String other = token("repository:a/b:pull");
    assertEquals(200, pull(other));
    server.tokens().expireAll();
    assertEquals(401, pull(other));
    assertEquals(2, server.tokens().issued());
  }

  @Test
  void strangers_pull_where_they_may() throws Exception {
    server.requireToken();
    assertEquals(401, pull(member(ask("scope=repository:a/b:pull"), "token")));
    server.tokens().letStrangersPull(true);
    assertEquals(200, pull(member(ask("scope=repository:a/b:pull"), "token")));
  }

  @Test
  void refresh_token_gives_tokens_until_it_is_another() throws Exception {
    server.requireToken();
    String password = URLEncoder.encode(server.password(), StandardCharsets.UTF_8);
    String scope = "&service=s&scope=repository:a/b:pull";
    HttpResponse<byte[]> login =
        post(
            "grant_type=password&access_type=offline&username="
                + server.user()
                + "&password="
                + password
                + scope);
    assertEquals(200, pull(member(login, "access_token")));
    server.tokens().expireAll();
    String refresh = member(login, "refresh_token");
    HttpResponse<byte[]> again = post("grant_type=refresh_token&refresh_token=" + refresh + scope);
    assertEquals(200, pull(member(again, "access_token")));
    assertEquals(401, post("grant_type=refresh_token&refresh_token=no" + scope).statusCode());
    server.tokens().takePost(false);
    assertEquals(
        404, post("grant_type=refresh_token&refresh_token=" + refresh + scope).statusCode());
  }

  @Test
  void wrong_password_gives_no_token() throws Exception {
    String wrong = Gate.basic(server.user(), "wrong");
    assertEquals(401, ask("scope=repository:a/b:pull", "Authorization", wrong).statusCode());
    assertEquals(401, post("grant_type=password&username=nobody&password=x").statusCode());
    assertEquals(401, post("grant_type=password&username=nobody").statusCode());
    assertEquals(0, server.tokens().issued());
  }

  @Test
  void user_with_limits_gets_what_is_within() throws Exception {
    server.requireToken();
    server.tokens().limit(server.user(), "push");
    assertEquals(401, pull(token("repository:a/b:pull,push")));
  }

  @Test
  void tokens_of_another_server_are_good_where_they_are_wanted() throws Exception {
    try (FaultServer other = FaultServer.start()) {
      other.requireToken(server.tokens(), server.uri("/token"));
      String digest = other.registry().addBlob("a/b", new byte[3]);
      URI uri = other.uri("/v2/a/b/blobs/" + digest);
      assertTrue(Client.header(client.get(uri), "WWW-Authenticate").contains(server.hostAndPort()));
      String token = token("repository:a/b:pull");
      assertEquals(200, client.get(uri, "Authorization", "Bearer " + token).statusCode());
      assertTrue(other.saw(server.canary()));
      other.neverSaw(other.canary());
    }
  }

  @Test
  void every_secret_has_the_canary_in_it() throws Exception {
    try (FaultServer other = FaultServer.start()) {
      String token = token("repository:a/b:pull");
      String refresh = server.tokens().refreshToken(server.user());
      URI uri = other.uri("/v2/");
      for (String header : new String[] {basic(), "Bearer " + token, "Bearer " + refresh}) {
        try (FaultServer elsewhere = FaultServer.start()) {
          client.get(elsewhere.uri("/v2/"), "Authorization", header);
          assertTrue(elsewhere.saw(server.canary()), header);
        }
      }
      client.get(uri);
      other.neverSaw(server.canary());
    }
  }
}
