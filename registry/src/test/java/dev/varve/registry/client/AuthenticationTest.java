package dev.varve.registry.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.Descriptor;
import dev.varve.model.Digest;
import dev.varve.model.MediaTypes;
import dev.varve.model.VarveException;
import dev.varve.registry.Credential;
import dev.varve.registry.Scene;
import dev.varve.registry.auth.RefusedLoginException;
import dev.varve.testkit.registry.Answer;
import dev.varve.testkit.registry.FaultServer;
import dev.varve.testkit.registry.SeenRequest;
import dev.varve.testkit.registry.SelfSigned;
import dev.varve.testkit.registry.TokenService;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthenticationTest {
  private static final String MANIFESTS = "/manifests/";
  private static final byte[] BLOB = new byte[100_000];

  static {
    new Random(3).nextBytes(BLOB);
  }

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

  private static Descriptor blob(byte[] content) {
    return new Descriptor(MediaTypes.OCI_LAYER, Digest.sha256Of(content), content.length);
  }

  private void upload(byte[] content) throws Exception {
    scene
        .repository()
        .upload(
            blob(content),
            from -> new ByteArrayInputStream(content, (int) from, content.length - (int) from));
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
  void token_forPassword_isAskedForWithServiceScopeAndAccount() throws Exception {
    server.requireToken();
    scene.login(server);
    read();
    SeenRequest asked = tokenRequests().getFirst();
    assertEquals(server.hostAndPort(), asked.parameter("service").orElseThrow());
    assertEquals("repository:team/app:pull", asked.parameter("scope").orElseThrow());
    assertEquals(server.user(), asked.parameter("account").orElseThrow());
    read();
    assertEquals(1, tokenRequests().size());
  }

  @Test
  void token_forStrangers_isAskedForWithoutPassword() throws Exception {
    server.requireToken();
    server.tokens().letStrangersPull(true);
    read();
    assertTrue(tokenRequests().getFirst().header("Authorization").isEmpty());
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

  @Test
  void token_thatEndsAfterEachRequest_isReplacedBetweenBlobs() throws Exception {
    server.requireToken();
    server.tokens().usesPerToken(1);
    scene.login(server);
    byte[] other = Base64.getEncoder().encode(BLOB);
    server.registry().addBlob(Scene.REPOSITORY, BLOB);
    server.registry().addBlob(Scene.REPOSITORY, other);
    assertArrayEquals(BLOB, scene.repository().document(blob(BLOB)));
    assertArrayEquals(other, scene.repository().document(blob(other)));
    assertEquals(2, server.tokens().issued());
  }

  @Test
  void token_pastItsTime_isReplacedBeforeItIsRefused() throws Exception {
    server.requireToken();
    server.tokens().claimToExpireIn(100);
    scene.login(server);
    read();
    scene.pass(Duration.ofSeconds(89));
    read();
    assertEquals(1, server.tokens().issued());
    scene.pass(Duration.ofSeconds(2));
    read();
    assertEquals(2, server.tokens().issued());
    assertEquals(4, scene.sent("GET", MANIFESTS)); // the first was answered with the challenge
  }

  @Test
  void token_forPull_isNotUsedForPush() throws Exception {
    server.requireToken();
    scene.login(server);
    read();
    upload(BLOB);
    assertEquals(
        List.of("repository:team/app:pull", "repository:team/app:pull,push"),
        tokenRequests().stream().map(each -> each.parameter("scope").orElseThrow()).toList());
    read();
    assertEquals(2, tokenRequests().size());
    assertEquals(1, scene.sent("POST", "/uploads/"));
  }

  @Test
  void token_withFewerRightsThanAsked_failsAfterThreeRequests() throws Exception {
    server.requireToken();
    server.tokens().limit(server.user(), "pull");
    scene.login(server);
    assertEquals(401, scene.failure(RegistryFailure.class, () -> upload(BLOB)).status());
    assertEquals(3, scene.sent("POST", "/uploads/"));
    assertEquals(0, scene.sent("PUT", "/uploads/"));
  }

  @Test
  void tokenServer_thatIsBusyOnce_isAskedAgainWhenItSays() throws Exception {
    server.requireToken();
    scene.login(server);
    server
        .on("GET", TokenService.PATH::equals)
        .times(1)
        .answer(Answer.status(429).header("Retry-After", "11"));
    read();
    assertEquals(List.of(Duration.ofSeconds(11)), scene.pauses());
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void tokenServer_thatFailsForEver_isAskedFiveTimes(int status) throws Exception {
    server.requireToken();
    scene.login(server);
    server.on("GET", TokenService.PATH::equals).answer(Answer.status(status));
    Exception failure = scene.failure(java.io.IOException.class, this::read);
    assertTrue(failure.getMessage().contains("answered " + status), failure.getMessage());
    assertEquals(5, tokenRequests().size());
    assertEquals(4, scene.pauses().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>welcome</html>",
        "",
        "[]",
        "{}",
        "{\"token\":\"\"}",
        "{\"token\":7}",
        "{\"token\":\"a\\nb\"}",
        "{\"token\":\"t\",\"expires_in\":\"soon\"}",
        "{\"token\":\"t\"",
      })
  void tokenServer_thatSendsNoToken_isAskedOnce(String document) throws Exception {
    server.requireToken();
    scene.login(server);
    server.on("GET", TokenService.PATH::equals).answer(Answer.status(200).body(document));
    VarveException failure = scene.failure(VarveException.class, this::read);
    assertEquals(VarveException.Code.CORRUPT, failure.code());
    assertTrue(failure.text().contains("sent no token"), failure.text());
    assertEquals(1, tokenRequests().size());
  }

  @Test
  void tokenServer_whoseDocumentHasNoEnd_isNotReadToIt() throws Exception {
    server.requireToken();
    scene.login(server);
    server
        .on("GET", TokenService.PATH::equals)
        .answer(Answer.status(200).body("{\"token\":\"t\"}").endless());
    Exception failure = scene.failure(java.io.IOException.class, this::read);
    assertTrue(failure.getMessage().contains("more than 1048576 bytes"), failure.getMessage());
    assertEquals(1, tokenRequests().size());
  }

  @Test
  void tokenServer_thatRefuses_tellsWhetherThereWasALogin() throws Exception {
    server.requireToken();
    server.on("GET", TokenService.PATH::equals).answer(Answer.error(403, "DENIED", "no"));
    VarveException stranger = scene.failure(VarveException.class, this::read);
    assertTrue(stranger.text().contains("wants a login for team/app"), stranger.text());
    try (Scene other = Scene.open()) {
      other.server().requireToken();
      other.login(other.server(), new Credential.Password("someone", "a-wrong-password"));
      RefusedLoginException known =
          other.failure(RefusedLoginException.class, () -> other.repository().manifest("latest"));
      assertTrue(known.hint().orElseThrow().contains("log in again"));
      Scene.assertSilent(known, "a-wrong-password");
    }
  }

  @Test
  void tokenServer_onAnotherHost_getsThePasswordAndTheRegistryTheTokenOnly() throws Exception {
    FaultServer tokens = scene.another();
    scene.tokensOfOneServeTheOther();
    server.requireToken(tokens.tokens(), tokens.uri(TokenService.PATH));
    scene.login(server, new Credential.Password(tokens.user(), tokens.password()));
    read();
    assertTrue(tokens.saw(tokens.password()));
    server.neverSaw(tokens.password());
  }

  @Test
  void tokenServer_thatRedirects_isNotFollowed() throws Exception {
    FaultServer elsewhere = scene.another();
    server.requireToken();
    scene.login(server);
    server
        .on("GET", TokenService.PATH::equals)
        .answer(Answer.status(307).header("Location", elsewhere.uri(TokenService.PATH).toString()));
    scene.failure(VarveException.class, this::read);
    assertEquals(0, elsewhere.requests().size());
  }

  @Test
  void tokenServer_inTheOpen_ofAPrivateRegistry_getsNothing(@TempDir Path directory)
      throws Exception {
    try (Scene tls = Scene.open(SelfSigned.create(directory.resolve("tls")))) {
      tls.login(tls.server());
      tls.server()
          .on("GET", path -> path.contains(MANIFESTS))
          .answer(
              Answer.status(401)
                  .header("WWW-Authenticate", "Bearer realm=\"http://tokens.example/token\""));
      VarveException failure =
          tls.failure(VarveException.class, () -> tls.repository().manifest("latest"));
      assertTrue(failure.text().contains("in the open"), failure.text());
      tls.server().neverSaw(tls.server().canary());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "ftp://tokens.example/",
        "http://user:secret@tokens.example/",
        "http://[bad",
        "http:///token",
        "mailto:someone"
      })
  void tokenServer_thatIsNoAddressOfTheWeb_isRefused(String realm) throws Exception {
    scene.login(server);
    server
        .on("GET", path -> path.contains(MANIFESTS))
        .answer(Answer.status(401).header("WWW-Authenticate", "Bearer realm=\"" + realm + "\""));
    VarveException failure = scene.failure(VarveException.class, this::read);
    assertEquals(VarveException.Code.CORRUPT, failure.code());
    assertEquals(1, scene.sent("GET", MANIFESTS));
    Scene.assertSilent(failure, "user:secret");
  }

  @Test
  void upload_whoseTokenEndsBeforeTheBlob_isSentAgainWithANewOne() throws Exception {
    server.requireToken();
    scene.login(server);
    server
        .on("PUT", path -> path.contains("/uploads/"))
        .times(1)
        .reply(
            (request, real) -> {
              server.tokens().expireAll();
              return real.get();
            });
    upload(BLOB);
    assertArrayEquals(
        BLOB,
        server.registry().blob(Scene.REPOSITORY, Digest.sha256Of(BLOB).toString()).orElseThrow());
    assertEquals(2, scene.sent("PUT", "/uploads/"));
    assertEquals(2, server.tokens().issued());
  }

  @Test
  void upload_whoseTokenEndsBeforeAPart_isSentAgainWithANewOne() throws Exception {
    server.requireToken();
    scene.login(server);
    server.on("PUT", path -> path.contains("/uploads/")).times(1).answer(Answer.status(413));
    server
        .on("PATCH", path -> path.contains("/uploads/"))
        .times(1)
        .reply(
            (request, real) -> {
              server.tokens().expireAll();
              return real.get();
            });
    upload(BLOB);
    assertEquals(2, scene.sent("PATCH", "/uploads/"));
    assertEquals(1, server.registry().blobs(Scene.REPOSITORY).size());
  }

  @Test
  void upload_thatIsRefusedWhateverTheToken_endsAfterThree() throws Exception {
    server.requireToken();
    scene.login(server);
    server
        .on("PUT", path -> path.contains("/uploads/"))
        .reply(
            (request, real) -> {
              server.tokens().expireAll();
              return real.get();
            });
    assertEquals(401, scene.failure(RegistryFailure.class, () -> upload(BLOB)).status());
    assertEquals(3, scene.sent("PUT", "/uploads/"));
  }

  @Test
  void download_whoseTokenEndsOnTheWay_goesOnWithANewOne() throws Exception {
    server.requireToken();
    scene.login(server);
    server.registry().addBlob(Scene.REPOSITORY, BLOB);
    server
        .on("GET", path -> path.contains("/blobs/sha256"))
        .skip(1)
        .times(1)
        .change(
            answer -> {
              server.tokens().expireAll();
              return answer.body(Arrays.copyOf(BLOB, 5000)).untilClosed();
            });
    try (InputStream in = scene.repository().blob(blob(BLOB), 0)) {
      assertArrayEquals(BLOB, in.readAllBytes());
    }
    List<SeenRequest> sent = server.requests("GET", path -> path.contains("/blobs/sha256"));
    assertEquals("bytes=5000-", sent.getLast().header("Range").orElseThrow());
    assertEquals(4, sent.size());
  }
}
