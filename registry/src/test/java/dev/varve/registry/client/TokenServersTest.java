package dev.varve.registry.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenServersTest {
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
    assertTrue(failure.toString().contains("answered " + status), failure.toString());
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
    assertTrue(failure.toString().contains("more than 1048576 bytes"), failure.toString());
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
}
