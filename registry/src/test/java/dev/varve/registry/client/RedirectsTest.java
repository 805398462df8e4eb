package dev.varve.registry.client;

import static dev.varve.registry.client.RepositoryFixture.BLOBS;
import static dev.varve.registry.client.RepositoryFixture.content;
import static dev.varve.registry.client.RepositoryFixture.descriptor;
import static dev.varve.registry.client.RepositoryFixture.download;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.VarveException;
import dev.varve.registry.Scene;
import dev.varve.testkit.registry.Answer;
import dev.varve.testkit.registry.FaultServer;
import dev.varve.testkit.registry.SeenRequest;
import dev.varve.testkit.registry.SelfSigned;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RedirectsTest {
  private static final byte[] BLOB = content(50_000);

  private Scene scene;
  private FaultServer server;

  @BeforeEach
  void open() throws Exception {
    scene = Scene.open();
    server = scene.server();
    server.registry().addBlob(Scene.REPOSITORY, BLOB);
    server.requirePassword();
    scene.login(server);
  }

  @AfterEach
  void close() throws Exception {
    scene.close();
  }

  private void redirect(int status, String location) {
    server.on("GET", BLOBS).change(answer -> Answer.status(status).header("Location", location));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void blob_onAnotherHost_isReadThereWithoutCredentials(int status) throws Exception {
    FaultServer storage = scene.another();
    String signed = storage.uri("/data/1?signature=" + storage.canary()).toString();
    redirect(status, signed);
    storage.on("GET", "/data/1"::equals).answer(Answer.status(200).body(BLOB));
    scene.tokensOfOneServeTheOther(); // the signature came from the registry; it is not sent there
    assertArrayEquals(BLOB, download(scene, BLOB));
    SeenRequest seen = storage.requests().getFirst();
    assertTrue(seen.header("Authorization").isEmpty());
    assertTrue(seen.header("Cookie").isEmpty());
    storage.neverSaw(server.canary());
    server.neverSaw(storage.canary());
  }

  @Test
  void blob_onAnotherHost_isAskedForInRanges() throws Exception {
    FaultServer storage = scene.another();
    redirect(307, storage.uri("/data").toString());
    storage
        .on("GET", "/data"::equals)
        .answer(
            Answer.status(206)
                .header("Content-Range", "bytes 20000-49999/50000")
                .body(Arrays.copyOfRange(BLOB, 20_000, 50_000)));
    assertArrayEquals(
        Arrays.copyOfRange(BLOB, 20_000, 50_000), download(scene, descriptor(BLOB), 20_000));
    assertEquals("bytes=20000-", storage.requests().getFirst().header("Range").orElse(""));
  }

  @Test
  void address_thatIsSigned_isToldWithoutItsSignature() throws Exception {
    FaultServer storage = scene.another();
    redirect(307, storage.uri("/data?signature=" + storage.canary()).toString());
    storage.on("GET", "/data"::equals).answer(Answer.status(403));
    RegistryFailure failure = scene.failure(RegistryFailure.class, () -> download(scene, BLOB));
    assertTrue(failure.text().contains(storage.hostAndPort() + "/data?…"), failure.text());
    storage.behave();
    storage.on("GET", "/data"::equals).answer(Answer.status(503));
    scene.failure(IOException.class, () -> download(scene, BLOB));
    storage.behave();
    storage.on("GET", "/data"::equals).answer(Answer.none(dev.varve.testkit.registry.Ending.RESET));
    scene.failure(IOException.class, () -> download(scene, BLOB));
  }

  @Test
  void address_thatIsRelative_isOneOfTheRegistry() throws Exception {
    server
        .on("GET", BLOBS)
        .skip(1)
        .times(1)
        .change(answer -> Answer.status(302).header("Location", "../../other/x?y=z"));
    server.on("GET", path -> path.endsWith("/other/x")).answer(Answer.status(200).body(BLOB));
    assertArrayEquals(BLOB, download(scene, BLOB));
    SeenRequest seen = server.requests().getLast();
    assertEquals("/v2/team/other/x?y=z", seen.target());
    assertTrue(seen.header("Authorization").isPresent());
  }

  @Test
  void redirects_withoutAnEnd_areFollowedFiveTimes() throws Exception {
    FaultServer storage = scene.another();
    redirect(307, storage.uri("/data").toString());
    storage
        .on("GET", "/data"::equals)
        .answer(Answer.status(307).header("Location", storage.uri("/data").toString()));
    VarveException failure = scene.failure(VarveException.class, () -> download(scene, BLOB));
    assertTrue(failure.text().contains("redirects too often"), failure.text());
    assertEquals(5, storage.requests().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "ftp://a.example/x",
        "jar:file:/x!/y",
        "http://user:s3cret@a.example/x",
        "http:///x",
        "http://[bad"
      })
  void redirect_toNoAddressOfTheWeb_isRefused(String location) throws Exception {
    redirect(307, location);
    VarveException failure = scene.failure(VarveException.class, () -> download(scene, BLOB));
    assertTrue(failure.text().contains("redirects to no address"), failure.text());
    Scene.assertSilent(failure, "s3cret");
  }

  @Test
  void redirect_withoutAddress_isRefused() throws Exception {
    server.on("GET", BLOBS).change(answer -> Answer.status(307));
    scene.failure(VarveException.class, () -> download(scene, BLOB));
  }

  @Test
  void redirect_thatLeavesTls_isRefused(@TempDir Path directory) throws Exception {
    FaultServer plain = scene.another();
    try (Scene tls = Scene.open(SelfSigned.create(directory.resolve("tls")))) {
      tls.server().registry().addBlob(Scene.REPOSITORY, BLOB);
      tls.server()
          .on("GET", BLOBS)
          .answer(Answer.status(307).header("Location", plain.uri("/data?sig=secret").toString()));
      VarveException failure = tls.failure(VarveException.class, () -> download(tls, BLOB));
      assertTrue(failure.text().contains("without TLS"), failure.text());
      Scene.assertSilent(failure, "sig=secret");
      assertEquals(0, plain.requests().size());
    }
  }

  @Test
  void redirect_ofAPush_isNotFollowed() throws Exception {
    FaultServer storage = scene.another();
    server
        .on("POST", RepositoryFixture.UPLOADS)
        .change(answer -> Answer.status(307).header("Location", storage.uri("/x").toString()));
    scene.failure(RegistryFailure.class, () -> RepositoryFixture.upload(scene, BLOB));
    assertEquals(0, storage.requests().size());
  }
}
