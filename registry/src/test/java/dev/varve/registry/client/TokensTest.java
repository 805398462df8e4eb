package dev.varve.registry.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.Descriptor;
import dev.varve.model.Digest;
import dev.varve.model.MediaTypes;
import dev.varve.registry.Scene;
import dev.varve.testkit.registry.Answer;
import dev.varve.testkit.registry.FaultServer;
import dev.varve.testkit.registry.SeenRequest;
import dev.varve.testkit.registry.TokenService;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TokensTest {
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
