package dev.varve.registry.client;

import static dev.varve.registry.client.RepositoryFixture.UPLOADS;
import static dev.varve.registry.client.RepositoryFixture.content;
import static dev.varve.registry.client.RepositoryFixture.descriptor;
import static dev.varve.registry.client.RepositoryFixture.uploads;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.MediaTypes;
import dev.varve.model.VarveException;
import dev.varve.registry.Scene;
import dev.varve.testkit.registry.Answer;
import dev.varve.testkit.registry.FaultServer;
import dev.varve.testkit.registry.SeenRequest;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TagsAndMountsTest {
  private static final byte[] BLOB = content(5000);

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

  private static boolean isTags(String path) {
    return path.endsWith("/tags/list");
  }

  private void tag(String... tags) {
    server
        .registry()
        .addManifest(Scene.REPOSITORY, MediaTypes.OCI_MANIFEST, new byte[] {'{', '}'}, tags);
  }

  @Test
  void tags_onSeveralPages_areAllRead() throws Exception {
    tag("a", "b", "c", "d", "e");
    server.registry().tagsPerPage(2);
    assertEquals(List.of("a", "b", "c", "d", "e"), scene.repository().tags());
    assertEquals(3, scene.sent("GET", "/tags/list"));
  }

  @Test
  void tags_whoseNextPageIsOnAnotherHost_endThere() throws Exception {
    FaultServer other = scene.another();
    server.requirePassword();
    scene.login(server);
    tag("a", "b");
    server
        .on("GET", TagsAndMountsTest::isTags)
        .change(
            answer ->
                answer.header("Link", "<" + other.uri("/v2/x/tags/list") + ">; rel=\"next\""));
    assertEquals(List.of("a", "b"), scene.repository().tags());
    assertEquals(0, other.requests().size());
  }

  @Test
  void tags_inACircle_areDamage() throws Exception {
    tag("a");
    server
        .on("GET", TagsAndMountsTest::isTags)
        .change(answer -> answer.header("Link", "</v2/team/app/tags/list?last=a>; rel=\"next\""));
    VarveException failure = scene.failure(VarveException.class, () -> scene.repository().tags());
    assertEquals(VarveException.Code.CORRUPT, failure.code());
    assertEquals(2, scene.sent("GET", "/tags/list"));
  }

  @Test
  void tags_onPagesWithoutAnEnd_areBounded() throws Exception {
    AtomicInteger page = new AtomicInteger();
    String many = "\"t\",".repeat(900_000) + "\"t\"";
    server
        .on("GET", TagsAndMountsTest::isTags)
        .reply(
            (request, real) ->
                Answer.status(200)
                    .header("Link", "</v2/x?" + page.incrementAndGet() + ">; rel=\"next\"")
                    .body("{\"tags\":[" + many + "]}"));
    server
        .on("GET", "/v2/x"::equals)
        .reply((request, real) -> Answer.status(200).body("{\"tags\":[" + many + "]}"));
    scene.failure(VarveException.class, () -> scene.repository().tags());
    assertEquals(1, page.get());
  }

  @Test
  void tags_ofAnEmptyRepository_areNone() throws Exception {
    server
        .on("GET", TagsAndMountsTest::isTags)
        .answer(Answer.status(200).body("{\"name\":\"x\",\"tags\":null}"));
    assertEquals(List.of(), scene.repository().tags());
  }

  @Test
  void tags_ofNoRepository_areNotFound() throws Exception {
    assertEquals(
        404, scene.failure(RegistryFailure.class, () -> scene.repository().tags()).status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>", "{\"tags\":[1]}", "{\"tags\":{}}", ""})
  void tags_thatCannotBeRead_areDamage(String body) throws Exception {
    server.on("GET", TagsAndMountsTest::isTags).answer(Answer.status(200).body(body));
    VarveException failure = scene.failure(VarveException.class, () -> scene.repository().tags());
    assertEquals(VarveException.Code.CORRUPT, failure.code());
  }

  @Test
  void tags_brokenOffOnAPage_areNotListedTwice() throws Exception {
    tag("a", "b", "c");
    server.registry().tagsPerPage(1);
    server
        .on("GET", TagsAndMountsTest::isTags)
        .skip(1)
        .times(1)
        .change(answer -> answer.bodyCut(5, dev.varve.testkit.registry.Ending.CLOSE));
    assertEquals(List.of("a", "b", "c"), scene.repository().tags());
  }

  private boolean mount() throws IOException, InterruptedException {
    return scene.repository().mount(descriptor(BLOB).digest(), "team/other");
  }

  @Test
  void mount_ofABlobThatIsThere_sendsNothing() throws Exception {
    server.registry().addBlob("team/other", BLOB);
    assertTrue(mount());
    SeenRequest seen = server.requests("POST", UPLOADS).getFirst();
    assertEquals("team/other", seen.parameter("from").orElse(""));
    assertEquals(descriptor(BLOB).digest().toString(), seen.parameter("mount").orElse(""));
    assertEquals(0, seen.length());
  }

  @Test
  void mount_ofABlobThatIsNotThere_cancelsTheUploadThatBegan() throws Exception {
    assertFalse(mount());
    assertEquals(List.of("POST", "DELETE"), uploads(scene));
    assertEquals(0, server.registry().openUploads());
  }

  @Test
  void mount_whoseCancellationFails_isNoMount() throws Exception {
    server.on("DELETE", UPLOADS).answer(Answer.status(500));
    assertFalse(mount());
    assertEquals(List.of("POST", "DELETE"), uploads(scene));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 405, 501})
  void mount_thatIsRefused_isNoMount(int status) throws Exception {
    server.on("POST", UPLOADS).answer(Answer.status(status));
    assertFalse(mount());
    assertEquals(List.of("POST"), uploads(scene));
  }

  @Test
  void mount_asksForATokenForBothRepositories() throws Exception {
    server.registry().addBlob("team/other", BLOB);
    server.requireToken();
    scene.login(server);
    assertTrue(mount());
    assertEquals(
        List.of("repository:team/app:pull,push", "repository:team/other:pull"),
        server.requests("GET", "/token"::equals).getFirst().parameters("scope"));
  }

  @Test
  void mount_fromWhereWeMayNotRead_isNoMount() throws Exception {
    server.requireToken();
    scene.login(server);
    server.on("GET", "/token"::equals).answer(Answer.error(403, "DENIED", "not that one"));
    assertFalse(mount());
  }
}
