package dev.varve.registry.client;

import static dev.varve.registry.client.RepositoryFixture.UPLOADS;
import static dev.varve.registry.client.RepositoryFixture.content;
import static dev.varve.registry.client.RepositoryFixture.descriptor;
import static dev.varve.registry.client.RepositoryFixture.upload;
import static dev.varve.registry.client.RepositoryFixture.uploads;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.VarveException;
import dev.varve.registry.Scene;
import dev.varve.testkit.registry.Answer;
import dev.varve.testkit.registry.FaultServer;
import dev.varve.testkit.registry.SelfSigned;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UploadAddressesTest {
  private static final byte[] BLOB = content(300_000);

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

  @ParameterizedTest
  @ValueSource(
      strings = {"", "file:///tmp/x", "http://user:pass@127.0.0.1/x", "http://[bad", "ftp://h/x"})
  void upload_toNoAddress_isRefused(String location) throws Exception {
    server
        .on("POST", UPLOADS)
        .change(
            answer ->
                location.isEmpty()
                    ? answer.withoutHeader("Location")
                    : answer.header("Location", location));
    VarveException failure = scene.failure(VarveException.class, () -> upload(scene, BLOB));
    assertEquals(VarveException.Code.CORRUPT, failure.code());
    assertEquals(List.of("POST"), uploads(scene));
  }

  @Test
  void upload_toAnAddressWithAQuery_keepsIt() throws Exception {
    server
        .on("POST", UPLOADS)
        .change(
            answer ->
                answer.header(
                    "Location", server.uri("/elsewhere?state=a%2Bb&x=%20").toString() + "#part"));
    server.on("PUT", "/elsewhere"::equals).answer(Answer.status(201));
    upload(scene, BLOB);
    assertEquals(
        "/elsewhere?state=a%2Bb&x=%20&digest=sha256%3A" + descriptor(BLOB).digest().hex(),
        server.requests("PUT", "/elsewhere"::equals).getFirst().target());
  }

  @Test
  void upload_toAnotherHost_goesThereWithoutCredentials() throws Exception {
    FaultServer storage = scene.another();
    server.requirePassword();
    scene.login(server);
    server
        .on("POST", UPLOADS)
        .skip(1)
        .change(answer -> answer.header("Location", storage.uri("/put?signature=x").toString()));
    storage.on("PUT", "/put"::equals).answer(Answer.status(201));
    upload(scene, BLOB);
    assertEquals(BLOB.length, storage.requests().getFirst().length());
    assertTrue(storage.requests().getFirst().header("Authorization").isEmpty());
    storage.neverSaw(server.password());
  }

  @Test
  void upload_toAnotherHostThatWantsAPassword_isNotGivenOne() throws Exception {
    FaultServer storage = scene.another();
    storage.requirePassword();
    server.requirePassword();
    scene.login(server);
    String signed = storage.uri("/v2/x/blobs/uploads/1?signature=" + storage.canary()).toString();
    server.on("POST", UPLOADS).skip(1).change(answer -> answer.header("Location", signed));
    assertEquals(401, scene.failure(RegistryFailure.class, () -> upload(scene, BLOB)).status());
    assertEquals(1, storage.requests().size());
  }

  @Test
  void upload_ofAServerBehindAProxy_staysWithTls(@TempDir Path directory) throws Exception {
    try (Scene tls = Scene.open(SelfSigned.create(directory.resolve("tls")))) {
      tls.server()
          .on("POST", UPLOADS)
          .change(
              answer ->
                  answer.header("Location", "http://127.0.0.1/v2/team/app/blobs/uploads/1?x=y"));
      tls.server().on("PUT", UPLOADS).answer(Answer.status(201));
      upload(tls, BLOB);
      URI sent = URI.create(tls.server().requests("PUT", UPLOADS).getFirst().target());
      assertEquals("/v2/team/app/blobs/uploads/1", sent.getPath());
      assertTrue(sent.getQuery().startsWith("x=y&digest="), sent.toString());
      tls.server().behave();
      FaultServer other = scene.another();
      tls.server()
          .on("POST", UPLOADS)
          .change(
              answer ->
                  answer.header(
                      "Location", other.uri("/put").toString().replace("127.0.0.1", "localhost")));
      VarveException failure = tls.failure(VarveException.class, () -> upload(tls, BLOB));
      assertTrue(failure.text().contains("without TLS"), failure.text());
      assertEquals(0, other.requests().size());
    }
  }
}
