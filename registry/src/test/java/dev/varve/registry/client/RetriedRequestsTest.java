package dev.varve.registry.client;

import static dev.varve.registry.client.RepositoryFixture.MANIFESTS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.MediaTypes;
import dev.varve.registry.Scene;
import dev.varve.testkit.registry.Answer;
import dev.varve.testkit.registry.Ending;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request for a manifest does with servers that fail. */
final class RetriedRequestsTest {
  private Scene scene;

  @BeforeEach
  void open() throws Exception {
    use(Scene.open());
  }

  private void use(Scene other) {
    scene = other;
    scene
        .server()
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

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504, 599})
  void server_thatIsBusyOnce_isAskedAgain(int status) throws Exception {
    scene.server().on("GET", MANIFESTS).times(1).answer(Answer.status(status));
    read();
    assertEquals(2, scene.sent("GET", "/manifests/"));
    assertEquals(1, scene.pauses().size());
    long pause = scene.pauses().getFirst().toMillis();
    assertTrue(pause >= 250 && pause <= 750, pause + " ms");
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void server_thatIsBusyForEver_isAskedFiveTimes(int status) throws Exception {
    scene.server().on("GET", MANIFESTS).answer(Answer.status(status));
    IOException failure = scene.failure(IOException.class, this::read);
    assertTrue(failure.toString().contains("answered " + status), failure.toString());
    assertEquals(5, scene.sent("GET", "/manifests/"));
    assertEquals(4, scene.pauses().size());
    assertTrue(scene.pauses().getLast().toMillis() >= 2000);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 405, 406, 410, 418, 451, 501, 505})
  void server_thatRefuses_isAskedOnce(int status) throws Exception {
    scene.server().on("GET", MANIFESTS).answer(Answer.error(status, "DENIED", "because"));
    RegistryFailure failure = scene.failure(RegistryFailure.class, this::read);
    assertEquals(status, failure.status());
    assertTrue(failure.text().endsWith("answered " + status + ": DENIED because"), failure.text());
    assertEquals(1, scene.sent("GET", "/manifests/"));
    assertEquals(List.of(), scene.pauses());
  }

  @ParameterizedTest
  @CsvSource({"7,7", "86400,120", "99999999999999999999,120"})
  void server_thatSaysWhen_isAskedThen_withinABound(String asked, long seconds) throws Exception {
    scene
        .server()
        .on("GET", MANIFESTS)
        .times(1)
        .answer(Answer.status(429).header("Retry-After", asked));
    read();
    assertEquals(List.of(Duration.ofSeconds(seconds)), scene.pauses());
  }

  @Test
  void server_thatSaysADate_isAskedThen() throws Exception {
    scene
        .server()
        .on("GET", MANIFESTS)
        .times(1)
        .answer(Answer.status(503).header("Retry-After", "Sun, 01 Mar 2026 12:00:42 GMT"));
    read();
    assertEquals(List.of(Duration.ofSeconds(42)), scene.pauses());
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "-7", "", "Sun, 01 Mar 2020 12:00:42 GMT"})
  void server_thatSaysNothingSensible_isAskedAfterTheUsualPause(String asked) throws Exception {
    scene
        .server()
        .on("GET", MANIFESTS)
        .times(1)
        .answer(Answer.status(503).header("Retry-After", asked));
    read();
    assertTrue(scene.pauses().getFirst().toMillis() <= 750, scene.pauses().toString());
  }

  /** Ways in which an answer breaks off. */
  private static Answer broken(String way, Answer answer) {
    return switch (way) {
      case "nothing, reset" -> Answer.none(Ending.RESET);
      case "nothing, closed" -> Answer.none(Ending.CLOSE);
      case "head, reset" -> answer.headCut(20, Ending.RESET);
      case "head, closed" -> answer.headCut(20, Ending.CLOSE);
      case "body, reset" -> answer.bodyCut(3, Ending.RESET);
      case "body, closed" -> answer.bodyCut(3, Ending.CLOSE);
      case "chunk" -> answer.brokenChunk(3);
      case "length" -> answer.declaring(5000);
      default -> throw new IllegalArgumentException(way);
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing, reset",
        "nothing, closed",
        "head, reset",
        "head, closed",
        "body, reset",
        "body, closed",
        "chunk",
        "length"
      })
  void answer_thatBreaksOff_isAskedForAgain_withinABound(String way) throws Exception {
    scene.server().on("GET", MANIFESTS).times(1).change(answer -> broken(way, answer));
    read();
    assertEquals(2, scene.sent("GET", "/manifests/"));
    scene.server().on("GET", MANIFESTS).change(answer -> broken(way, answer));
    scene.failure(IOException.class, this::read);
    // The JDK may ask once more by itself where a connection that was kept had ended.
    int sent = scene.sent("GET", "/manifests/") - 2;
    assertTrue(sent >= 5 && sent <= 25, sent + " requests");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void server_thatFallsSilent_isGivenUp_andAskedAgain(boolean inHead) throws Exception {
    scene.close();
    use(Scene.impatient());
    scene
        .server()
        .on("GET", MANIFESTS)
        .times(1)
        .change(answer -> inHead ? Answer.none(Ending.STALL) : answer.bodyCut(3, Ending.STALL));
    read();
    assertTrue(scene.sent("GET", "/manifests/") >= 2);
  }

  @Test
  void server_thatAlwaysFallsSilent_isGivenUpAfterFiveAttempts() throws Exception {
    scene.close();
    use(Scene.impatient());
    scene.server().on("GET", MANIFESTS).change(answer -> answer.bodyCut(3, Ending.STALL));
    scene.failure(IOException.class, this::read);
    assertTrue(scene.sent("GET", "/manifests/") <= 10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"HELLO\r\n", "HTTP/1.1 banana\r\n\r\n", "SSH-2.0-OpenSSH_9\r\n", "\u0000\u0001"})
  void server_thatSpeaksNoHttp_failsClearly(String bytes) throws Exception {
    scene.server().on("GET", MANIFESTS).answer(Answer.raw(bytes, Ending.CLOSE));
    scene.failure(IOException.class, this::read);
    assertTrue(scene.sent("GET", "/manifests/") <= 25);
  }

  @Test
  void head_withoutAnEnd_isNotReadToIt() throws Exception {
    scene.server().on("GET", MANIFESTS).change(Answer::endlessHead);
    scene.failure(IOException.class, this::read);
    assertTrue(scene.sent("GET", "/manifests/") <= 5);
  }

  @Test
  void error_whoseBodyHasNoEnd_isReadUpToABound() throws Exception {
    scene.server().on("GET", MANIFESTS).answer(Answer.error(400, "DENIED", "because").endless());
    assertEquals(400, scene.failure(RegistryFailure.class, this::read).status());
    assertEquals(1, scene.sent("GET", "/manifests/"));
  }

  @Test
  void error_withEscapesAndSecrets_isToldWithoutThem() throws Exception {
    String secret = "eyJ" + scene.server().canary();
    scene
        .server()
        .on("GET", MANIFESTS)
        .answer(
            Answer.error(
                400, "DENIED", "\\u001b[2Jtoken " + secret + " of /x?sig=" + secret + " is bad"));
    RegistryFailure failure = scene.failure(RegistryFailure.class, this::read);
    assertTrue(failure.text().endsWith("DENIED  [2Jtoken … of /x?… is bad"), failure.text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"<html>", "", "{}", "{\"errors\":[]}", "{\"errors\":{}}", "{\"errors\":[7]}"})
  void error_thatSaysNothing_isToldByItsStatus(String body) throws Exception {
    scene.server().on("GET", MANIFESTS).answer(Answer.status(403).body(body));
    RegistryFailure failure = scene.failure(RegistryFailure.class, this::read);
    assertTrue(failure.text().endsWith("answered 403"), failure.text());
  }
}
