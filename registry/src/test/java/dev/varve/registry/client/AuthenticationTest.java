package dev.varve.registry.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.MediaTypes;
import dev.varve.model.VarveException;
import dev.varve.registry.Credential;
import dev.varve.registry.Scene;
import dev.varve.testkit.registry.Answer;
import dev.varve.testkit.registry.FaultServer;
import dev.varve.testkit.registry.SeenRequest;
import dev.varve.testkit.registry.TokenService;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthenticationTest {
  private static final String MANIFESTS = "/manifests/";

  private Scene scene;
  private FaultServer server;

  @BeforeEach
  void open() throws Exception {
    scene = Scene.open();
    server = scene.server();
    server
        .registry()
        .addManifest(
            Scene.REPOSITORY,
            MediaTypes.OCI_MANIFEST,
            "{\"schemaVersion\":2}".getBytes(StandardCharsets.UTF_8),
            "latest");
  }

  @AfterEach
  void close() throws Exception {
    scene.close();
  }

  private void read() throws Exception {
    assertTrue(scene.repository().manifest("latest").isPresent());
  }

  private List<SeenRequest> tokenRequests() {
    return server.requests().stream()
        .filter(request -> request.path().equals(TokenService.PATH))
        .toList();
  }

  @Test
  void request_alwaysAnswered401_endsAfterThree() throws Exception {
    server.requireToken();
    server.tokens().letStrangersPull(true);
    server.tokens().usesPerToken(0);
    RegistryFailure failure = scene.failure(RegistryFailure.class, this::read);
    assertEquals(401, failure.status());
    assertEquals(3, scene.sent("GET", MANIFESTS));
    assertEquals(2, tokenRequests().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Negotiate abc==", "Digest realm=\"x\",nonce=\"y\"", "\"", ",,,"})
  void challenge_ofNoKnownScheme_failsAtOnce(String challenge) throws Exception {
    server
        .on("GET", path -> path.contains(MANIFESTS))
        .answer(Answer.error(401, "UNAUTHORIZED", "no").header("WWW-Authenticate", challenge));
    scene.login(server);
    assertEquals(401, scene.failure(RegistryFailure.class, this::read).status());
    assertEquals(1, scene.sent("GET", MANIFESTS));
    assertFalse(server.saw(server.canary()));
  }

  @Test
  void challenges_severalInOneHeader_bearerIsTaken() throws Exception {
    server.requireToken();
    scene.login(server);
    server
        .on("GET", path -> path.contains(MANIFESTS))
        .times(1)
        .change(
            answer ->
                answer.header(
                    "WWW-Authenticate",
                    "Negotiate abc==, Basic realm=\"a, b\", Bearer realm=\""
                        + server.uri(TokenService.PATH)
                        + "\",service=\"s \\\"q\\\"\""));
    read();
    assertEquals("s \"q\"", tokenRequests().getFirst().parameter("service").orElseThrow());
  }

  @Test
  void challenges_inSeveralHeaders_areAllRead() throws Exception {
    server.requirePassword();
    scene.login(server);
    server
        .on("GET", path -> path.contains(MANIFESTS))
        .times(1)
        .change(
            answer ->
                answer
                    .header("WWW-Authenticate", "Negotiate")
                    .plusHeader("WWW-Authenticate", "bAsIc realm=\"x\""));
    read();
  }

  @Test
  void password_ofBasic_isSentOnlyWhenAskedFor() throws Exception {
    server.requirePassword();
    scene.login(server);
    read();
    List<SeenRequest> sent = server.requests("GET", path -> path.contains(MANIFESTS));
    assertEquals(2, sent.size());
    assertTrue(sent.getFirst().header("Authorization").isEmpty());
    read();
    assertEquals(3, scene.sent("GET", MANIFESTS));
  }

  @Test
  void password_thatIsWrong_isSentOnce() throws Exception {
    server.requirePassword();
    scene.login(server, new Credential.Password("someone", "a-wrong-password"));
    VarveException failure = scene.failure(RegistryFailure.class, this::read);
    assertTrue(failure.hint().orElseThrow().contains("varve login"));
    Scene.assertSilent(failure, "a-wrong-password");
    assertEquals(2, scene.sent("GET", MANIFESTS));
  }

  @Test
  void identityToken_isSentByPostAndNowhereElse() throws Exception {
    server.requireToken();
    String refresh = server.tokens().refreshToken(server.user());
    scene.login(server, new Credential.IdentityToken(refresh));
    read();
    SeenRequest asked = tokenRequests().getFirst();
    assertEquals("POST", asked.method());
    assertEquals("refresh_token", asked.field("grant_type").orElseThrow());
    assertEquals(refresh, asked.field("refresh_token").orElseThrow());
    assertEquals("repository:team/app:pull", asked.field("scope").orElseThrow());
    assertEquals("", asked.query());
  }

  @Test
  void identityToken_ofAServerWithoutPost_failsClearly() throws Exception {
    server.requireToken();
    server.tokens().takePost(false);
    String refresh = server.tokens().refreshToken(server.user());
    scene.login(server, new Credential.IdentityToken(refresh));
    VarveException failure = scene.failure(VarveException.class, this::read);
    assertTrue(failure.text().contains("answered 404"), failure.text());
    assertEquals(1, tokenRequests().size());
  }

  @Test
  void registryToken_isSentAsItIs_andNotExchanged() throws Exception {
    server.requireToken();
    scene.login(server, new Credential.RegistryToken("registry-" + server.canary()));
    assertEquals(401, scene.failure(RegistryFailure.class, this::read).status());
    List<SeenRequest> sent = server.requests("GET", path -> path.contains(MANIFESTS));
    assertEquals(1, sent.size());
    assertEquals(
        "Bearer registry-" + server.canary(), sent.getFirst().header("Authorization").orElse(""));
    assertEquals(0, tokenRequests().size());
  }
}
