package dev.varve.registry.client;

import static dev.varve.registry.client.RepositoryFixture.BLOBS;
import static dev.varve.registry.client.RepositoryFixture.UPLOADS;
import static dev.varve.registry.client.RepositoryFixture.content;
import static dev.varve.registry.client.RepositoryFixture.descriptor;
import static dev.varve.registry.client.RepositoryFixture.upload;
import static dev.varve.registry.client.RepositoryFixture.uploads;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.VarveException;
import dev.varve.registry.Scene;
import dev.varve.registry.http.PayloadException;
import dev.varve.testkit.registry.Answer;
import dev.varve.testkit.registry.Ending;
import dev.varve.testkit.registry.FaultServer;
import dev.varve.testkit.registry.SeenRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UploadsTest {
  private static final byte[] BLOB = content(300_000);

  /** More than is sent in one part. */
  private static final byte[] LARGE = content((32 << 20) + 1000);

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

  private void assertStored(byte[] content) {
    assertArrayEquals(
        content,
        server
            .registry()
            .blob(Scene.REPOSITORY, descriptor(content).digest().toString())
            .orElseThrow());
  }

  @Test
  void upload_isOneRequestAfterItsBeginning() throws Exception {
    upload(scene, BLOB);
    assertStored(BLOB);
    assertEquals(List.of("POST", "PUT"), uploads(scene));
    assertEquals(BLOB.length, server.requests("PUT", UPLOADS).getFirst().length());
  }

  @Test
  void upload_ofNothing_isDone() throws Exception {
    upload(scene, new byte[0]);
    assertStored(new byte[0]);
  }

  @Test
  void upload_thatBreaksOff_goesOnWithWhatTheServerLacks() throws Exception {
    server
        .on("PUT", UPLOADS)
        .times(1)
        .readingOnly(100_000)
        .answerAfterHandling(Answer.none(Ending.RESET));
    upload(scene, BLOB);
    assertStored(BLOB);
    assertEquals(List.of("POST", "PUT", "GET", "PATCH", "PUT"), uploads(scene));
    SeenRequest rest = server.requests("PATCH", UPLOADS).getFirst();
    assertEquals("100000-299999", rest.header("Content-Range").orElse(""));
    assertEquals(200_000, rest.length());
  }

  @Test
  void upload_ofWhichTheServerHasNothing_beginsAnew() throws Exception {
    server.on("PUT", UPLOADS).times(1).answer(Answer.none(Ending.RESET));
    upload(scene, BLOB);
    assertStored(BLOB);
    assertEquals(List.of("POST", "PUT", "GET", "POST", "PUT"), uploads(scene));
  }

  @Test
  void upload_thatBreaksOffInAPart_goesOnBehindIt() throws Exception {
    server.on("PUT", UPLOADS).times(1).answer(Answer.status(413));
    server.on("PATCH", UPLOADS).times(1).answerAfterHandling(Answer.none(Ending.RESET));
    upload(scene, BLOB);
    assertStored(BLOB);
    assertEquals(List.of("POST", "PUT", "DELETE", "POST", "PATCH", "GET", "PUT"), uploads(scene));
    assertEquals(0, server.requests("PUT", UPLOADS).getLast().length());
  }

  @Test
  void upload_thatIsTooMuchAtOnce_isSentInParts() throws Exception {
    server.on("PUT", UPLOADS).times(1).readingOnly(0).answer(Answer.status(413));
    upload(scene, LARGE);
    assertStored(LARGE);
    assertEquals(
        List.of("0-33554431", "33554432-33555431"),
        server.requests("PATCH", UPLOADS).stream()
            .map(request -> request.header("Content-Range").orElse(""))
            .toList());
    assertEquals(0, server.registry().openUploads());
  }

  @Test
  void upload_whosePartsAreTooMuch_failsWithAHint() throws Exception {
    server.on("PUT", UPLOADS).answer(Answer.status(413));
    server.on("PATCH", UPLOADS).answer(Answer.status(413));
    RegistryFailure failure = scene.failure(RegistryFailure.class, () -> upload(scene, BLOB));
    assertEquals(413, failure.status());
    assertTrue(failure.hint().orElseThrow().contains("proxy"));
    assertEquals(1, scene.sent("PATCH", "/uploads/"));
  }

  @Test
  void upload_whoseLastAnswerIsLost_isNotSentAgain() throws Exception {
    server.on("PUT", UPLOADS).times(1).answerAfterHandling(Answer.none(Ending.RESET));
    upload(scene, BLOB);
    assertStored(BLOB);
    assertEquals(List.of("POST", "PUT", "GET"), uploads(scene));
    assertEquals(1, server.requests("HEAD", BLOBS).size());
  }

  @Test
  void upload_thatTheServerLost_beginsAnew() throws Exception {
    server
        .on("PUT", UPLOADS)
        .times(1)
        .reply(
            (request, real) -> {
              server.registry().loseUploads();
              return real.get();
            });
    upload(scene, BLOB);
    assertStored(BLOB);
    assertEquals(List.of("POST", "PUT", "POST", "PUT"), uploads(scene));
  }

  @Test
  void upload_thatTheServerLosesAlways_endsAfterFiveAttempts() throws Exception {
    server
        .on("PUT", UPLOADS)
        .reply(
            (request, real) -> {
              server.registry().loseUploads();
              return real.get();
            });
    scene.failure(IOException.class, () -> upload(scene, BLOB));
    assertEquals(5, scene.sent("PUT", "/uploads/"));
    assertEquals(4, scene.pauses().size());
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 405, 410, 416})
  void upload_thatCannotBeTakenUpAgain_beginsAnew(int status) throws Exception {
    server.on("PUT", UPLOADS).times(1).answer(Answer.none(Ending.RESET));
    server.on("GET", UPLOADS).answer(Answer.error(status, "BLOB_UPLOAD_INVALID", "another length"));
    upload(scene, BLOB);
    assertStored(BLOB);
    assertEquals(List.of("POST", "PUT", "GET", "POST", "PUT"), uploads(scene));
  }

  @Test
  void upload_inPartsThatBreaksOffAgainAndAgain_ends() throws Exception {
    server.on("PUT", UPLOADS).readingOnly(0).answer(Answer.status(413));
    server
        .on(request -> request.header("Content-Range").orElse("").startsWith("33554432-"))
        .answer(Answer.none(Ending.RESET));
    server.on("GET", UPLOADS).answer(Answer.status(404));
    scene.failure(IOException.class, () -> upload(scene, LARGE));
    assertTrue(scene.sent("PATCH", "/uploads/") <= 12, uploads(scene).toString());
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504, 429})
  void upload_toAServerThatIsAlwaysBusy_ends(int status) throws Exception {
    server.on("PUT", UPLOADS).answer(Answer.status(status));
    scene.failure(IOException.class, () -> upload(scene, BLOB));
    assertEquals(5, scene.sent("PUT", "/uploads/"));
  }

  @Test
  void upload_toAServerThatIsAlwaysBusy_atItsBeginning_ends() throws Exception {
    server.on("POST", UPLOADS).answer(Answer.status(503));
    scene.failure(IOException.class, () -> upload(scene, BLOB));
    assertEquals(5, scene.sent("POST", "/uploads/"));
  }

  @Test
  void upload_ofAServerThatSaysItHasMoreThanThereIs_beginsAnew() throws Exception {
    server.on("PUT", UPLOADS).times(1).answer(Answer.none(Ending.RESET));
    server.on("GET", UPLOADS).change(answer -> answer.header("Range", "0-9223372036854775807"));
    upload(scene, BLOB);
    assertStored(BLOB);
  }

  @Test
  void upload_storedUnderAnotherDigest_isNotTrusted() throws Exception {
    server
        .on("PUT", UPLOADS)
        .change(answer -> answer.header("Docker-Content-Digest", "sha256:" + "0".repeat(64)));
    VarveException failure = scene.failure(VarveException.class, () -> upload(scene, BLOB));
    assertEquals(VarveException.Code.CORRUPT, failure.code());
    assertEquals(1, scene.sent("PUT", "/uploads/"));
  }

  @Test
  void upload_withAWrongDigest_isRefusedOnce() throws Exception {
    server
        .on("PUT", UPLOADS)
        .answer(Answer.error(400, "DIGEST_INVALID", "provided digest did not match"));
    RegistryFailure failure = scene.failure(RegistryFailure.class, () -> upload(scene, BLOB));
    assertTrue(failure.text().contains("DIGEST_INVALID"), failure.text());
    assertEquals(1, scene.sent("PUT", "/uploads/"));
  }

  @Test
  void upload_ofWhatCannotBeRead_isNotBlamedOnTheServer() throws Exception {
    IOException broken = new IOException("the disk is broken");
    PayloadException failure = scene.failure(PayloadException.class, () -> uploadFailing(broken));
    assertSame(broken, failure.getCause());
    assertTrue(scene.sent("PUT", "/uploads/") <= 1);
    assertFalse(server.registry().blobs(Scene.REPOSITORY).iterator().hasNext());
    VarveException damage = new VarveException(VarveException.Code.CORRUPT, "layer is damaged");
    assertSame(damage, scene.failure(VarveException.class, () -> uploadFailing(damage)));
  }

  private void uploadFailing(Exception failure) throws Exception {
    scene
        .repository()
        .upload(
            descriptor(BLOB),
            _ ->
                new SequenceInputStream(
                    new ByteArrayInputStream(BLOB, 0, 1000), new Failing(failure)));
  }

  /** Cannot be read. */
  private static final class Failing extends InputStream {
    private final Exception failure;

    Failing(Exception failure) {
      this.failure = failure;
    }

    @Override
    public int read() throws IOException {
      return read(new byte[1], 0, 1);
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      switch (failure) {
        case IOException broken -> throw broken;
        case VarveException damage -> throw damage;
        default -> throw new IllegalStateException(failure);
      }
    }
  }

  @Test
  void upload_thatIsNotTaken_isGivenUp() throws Exception {
    scene.close();
    scene = Scene.impatient();
    server = scene.server();
    byte[] large = content(16 << 20);
    server
        .on("PUT", UPLOADS)
        .times(1)
        .readingOnly(1000)
        .reply(
            (request, real) -> {
              Thread.sleep(Long.MAX_VALUE);
              return real.get();
            });
    upload(scene, large);
    assertStored(large);
    assertTrue(scene.sent("PUT", "/uploads/") >= 2);
  }
}
