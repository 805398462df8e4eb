package dev.varve.registry.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.VarveException;
import dev.varve.registry.Credential;
import dev.varve.registry.Scene;
import dev.varve.testkit.registry.Answer;
import dev.varve.testkit.registry.FaultServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LoginTest {
  private static final String WRONG = "a-wrong-password";

  private Scene scene;
  private FaultServer server;

  @BeforeEach
  void open() throws Exception {
    scene = Scene.open();
    server = scene.server();
  }

  @AfterEach
  void close() throws Exception {
    scene.close();
  }

  private void check(String password) throws Exception {
    check(new Credential.Password(server.user(), password));
  }

  private void check(Credential credential) throws Exception {
    new RegistryLogin(scene.endpoints(), scene.connections(), scene.retries(), scene.clock())
        .check(server.hostAndPort(), credential);
  }

  private void require(String kind) {
    if (kind.equals("token")) {
      server.requireToken();
    } else {
      server.requirePassword();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"token", "password"})
  void login_withTheRightPassword_isTaken(String kind) throws Exception {
    require(kind);
    check(server.password());
    assertTrue(server.saw(server.password()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"token", "password"})
  void login_withAWrongPassword_isRefused_andTheWordNotTold(String kind) throws Exception {
    require(kind);
    VarveException failure = scene.failure(VarveException.class, () -> check(WRONG));
    assertTrue(failure.text().contains("does not take that user name"), failure.text());
    Scene.assertSilent(failure, WRONG);
    assertTrue(server.requests().size() <= 4, server.requests().toString());
  }

  @Test
  void login_withARefreshToken_isTaken() throws Exception {
    server.requireToken();
    check(new Credential.IdentityToken(server.tokens().refreshToken(server.user())));
    assertEquals("POST", server.requests("POST", "/token"::equals).getFirst().method());
  }

  @Test
  void login_whereNobodyIsAsked_isTaken_andNothingSent() throws Exception {
    check(WRONG);
    server.neverSaw(WRONG);
  }

  @Test
  void login_inAWayThatIsNotKnown_isRefused_andNothingSent() throws Exception {
    server
        .on("GET", "/v2/"::equals)
        .answer(Answer.status(401).header("WWW-Authenticate", "Negotiate"));
    scene.failure(VarveException.class, () -> check(WRONG));
    server.neverSaw(WRONG);
  }

  @Test
  void login_atABusyServer_isTriedAgain() throws Exception {
    server.requirePassword();
    server.on("GET", "/v2/"::equals).skip(1).times(1).answer(Answer.status(503));
    check(server.password());
    assertEquals(1, scene.pauses().size());
    server.on("GET", "/v2/"::equals).answer(Answer.status(503));
    scene.failure(IOException.class, () -> check(server.password()));
    assertEquals(5, scene.pauses().size());
  }

  @Test
  void login_whereThereIsNoRegistry_isToldAsThat() throws Exception {
    server.on("GET", "/v2/"::equals).answer(Answer.status(404).body("<html>"));
    assertEquals(
        404, scene.failure(RegistryFailure.class, () -> check(server.password())).status());
  }
}
