package dev.varve.registry.client;

import static dev.varve.registry.client.RepositoryFixture.MANIFESTS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.Digest;
import dev.varve.model.MediaTypes;
import dev.varve.model.VarveException;
import dev.varve.registry.Scene;
import dev.varve.testkit.registry.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ManifestsTest {
  private static final byte[] MANIFEST =
      ("{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\"}")
          .getBytes(StandardCharsets.UTF_8);
  private static final String DIGEST = Digest.sha256Of(MANIFEST).toString();

  private Scene scene;

  @BeforeEach
  void open() throws Exception {
    scene = Scene.open();
    scene
        .server()
        .registry()
        .addManifest(Scene.REPOSITORY, MediaTypes.OCI_MANIFEST, MANIFEST, "latest");
  }

  @AfterEach
  void close() throws Exception {
    scene.close();
  }

  private void answers(Answer answer) {
    scene.server().on("GET", MANIFESTS).answer(answer);
  }

  private VarveException refused(String reference) {
    VarveException failure =
        scene.failure(VarveException.class, () -> scene.repository().manifest(reference));
    assertEquals(1, scene.sent("GET", "/manifests/"));
    return failure;
  }

  private static Answer document(String type, String body) {
    return Answer.status(200).header("Content-Type", type).body(body);
  }

  @Test
  void manifest_isGiven_byteForByte() throws Exception {
    FetchedManifest found = scene.repository().manifest("latest").orElseThrow();
    assertArrayEquals(MANIFEST, found.bytes().toArray());
    assertEquals(DIGEST, found.digest().toString());
    String accepted =
        scene.server().requests("GET", MANIFESTS).getFirst().header("Accept").orElseThrow();
    assertTrue(accepted.contains(MediaTypes.DOCKER_INDEX), accepted);
  }

  @Test
  void manifest_thatIsNotThere_isNone() throws Exception {
    assertTrue(scene.repository().manifest("other").isEmpty());
  }

  @Test
  void page_inPlaceOfAManifest_isDamage() throws Exception {
    answers(document("text/html", "<html>log in</html>"));
    assertEquals(VarveException.Code.CORRUPT, refused("latest").code());
  }

  @Test
  void manifest_ofAnotherDigestThanWasAskedFor_isDamage() throws Exception {
    answers(document(MediaTypes.OCI_MANIFEST, "{\"schemaVersion\":2,\"x\":1}"));
    assertEquals(VarveException.Code.CORRUPT, refused(DIGEST).code());
  }

  @Test
  void manifest_ofAnotherDigestThanTheServerSays_isDamage() throws Exception {
    scene
        .server()
        .on("GET", MANIFESTS)
        .change(answer -> answer.header("Docker-Content-Digest", "sha256:" + "0".repeat(64)));
    assertEquals(VarveException.Code.CORRUPT, refused("latest").code());
  }

  @Test
  void manifest_withADigestOfAnotherKind_isTaken() throws Exception {
    scene
        .server()
        .on("GET", MANIFESTS)
        .change(answer -> answer.header("Docker-Content-Digest", "sha512:" + "0".repeat(128)));
    assertEquals(DIGEST, scene.repository().manifest("latest").orElseThrow().digest().toString());
  }

  @Test
  void manifest_thatContradictsItsMediaType_isDamage() throws Exception {
    scene
        .server()
        .on("GET", MANIFESTS)
        .change(answer -> answer.header("Content-Type", MediaTypes.OCI_INDEX));
    assertEquals(VarveException.Code.CORRUPT, refused("latest").code());
  }

  @Test
  void manifest_ofAnUnknownMediaType_isNotSupported() throws Exception {
    answers(
        document(
            "application/json",
            "{\"schemaVersion\":2,\"mediaType\":\"application/x\\u001b[2J+json\"}"));
    VarveException failure = refused("latest");
    assertEquals(VarveException.Code.UNSUPPORTED, failure.code());
    assertTrue(failure.text().contains("'application/x [2J+json'"), failure.text());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/vnd.docker.distribution.manifest.v1+prettyjws|{}",
        "application/json|{\"schemaVersion\":1,\"fsLayers\":[]}",
      })
  void manifest_ofSchema1_isNotSupported(String type, String body) throws Exception {
    answers(document(type, body));
    VarveException failure = refused("latest");
    assertEquals(VarveException.Code.UNSUPPORTED, failure.code());
    assertTrue(failure.text().contains("schema 1"), failure.text());
  }

  @Test
  void manifest_ofMoreThanFourMebibytes_isNotRead() throws Exception {
    answers(document(MediaTypes.OCI_MANIFEST, " ".repeat(5 << 20)));
    IOException failure =
        scene.failure(IOException.class, () -> scene.repository().manifest("latest"));
    assertTrue(failure.toString().contains("more than 4194304 bytes"), failure.toString());
    assertEquals(1, scene.sent("GET", "/manifests/"));
  }

  @Test
  void manifest_withoutAnEnd_isNotReadToIt() throws Exception {
    answers(document(MediaTypes.OCI_MANIFEST, "{}").endless());
    scene.failure(IOException.class, () -> scene.repository().manifest("latest"));
    assertEquals(1, scene.sent("GET", "/manifests/"));
  }

  @Test
  void push_storedUnderAnotherDigest_isNotTrusted() throws Exception {
    scene
        .server()
        .on("PUT", MANIFESTS)
        .change(answer -> answer.header("Docker-Content-Digest", "sha256:" + "0".repeat(64)));
    VarveException failure =
        scene.failure(
            VarveException.class,
            () -> scene.repository().putManifest("new", MediaTypes.OCI_MANIFEST, MANIFEST));
    assertEquals(VarveException.Code.CORRUPT, failure.code());
  }

  @Test
  void push_whoseAnswerIsLost_isSentAgain() throws Exception {
    scene
        .server()
        .on("PUT", MANIFESTS)
        .times(1)
        .answerAfterHandling(Answer.none(dev.varve.testkit.registry.Ending.RESET));
    scene.repository().putManifest("new", MediaTypes.OCI_MANIFEST, MANIFEST);
    assertEquals(2, scene.sent("PUT", "/manifests/new"));
    assertArrayEquals(
        MANIFEST, scene.server().registry().manifest(Scene.REPOSITORY, "new").orElseThrow());
  }

  @Test
  void push_thatIsRefused_isToldAndNotRepeated() throws Exception {
    scene
        .server()
        .on("PUT", MANIFESTS)
        .answer(Answer.error(400, "MANIFEST_BLOB_UNKNOWN", "blob unknown"));
    RegistryFailure failure =
        scene.failure(
            RegistryFailure.class,
            () -> scene.repository().putManifest("new", MediaTypes.OCI_MANIFEST, MANIFEST));
    assertTrue(failure.text().contains("MANIFEST_BLOB_UNKNOWN blob unknown"), failure.text());
    assertEquals(1, scene.sent("PUT", "/manifests/new"));
  }
}
