package dev.varve.registry.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.Descriptor;
import dev.varve.model.Digest;
import dev.varve.model.Index;
import dev.varve.model.Manifest;
import dev.varve.model.MediaTypes;
import dev.varve.model.VarveException;
import dev.varve.registry.MadeImage;
import dev.varve.registry.Scene;
import dev.varve.registry.transfer.Pusher;
import dev.varve.registry.transfer.TransferListener;
import dev.varve.store.Store;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Caches that somebody wrote who means no good. */
final class HostileCacheTest {
  private static final String D = "sha256:" + "a".repeat(64);
  private static final String RECORD =
      """
      {"key":"D","instruction":"D","diffId":"D","identity":"D",
       "recorded":"2026-01-01T00:00:00Z","costNanos":1,"created":"2026-01-01T00:00:00Z",
       "size":10,"blob":{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip",
       "digest":"D","size":7},"shortcuts":["D"]}"""
          .replace("\"D\"", "\"" + D + "\"");

  @TempDir Path directory;
  private Scene scene;
  private Store store;

  @BeforeEach
  void open() throws Exception {
    scene = Scene.open();
    store = Store.open(directory.resolve("store"), Clock.systemUTC());
  }

  @AfterEach
  void close() throws Exception {
    store.close();
    scene.close();
  }

  private Optional<Integer> take() throws Exception {
    return new SharedCaches(
            store, scene.registries(), new Pusher(store, scene.registries(), TransferListener.NONE))
        .importFrom(new SharedCaches.Location.InRegistry(Scene.NAME));
  }

  private void serve(String document) {
    byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
    scene.server().registry().addBlob(Scene.REPOSITORY, bytes);
    serve(
        new Manifest(
            new Descriptor(CacheDocument.MEDIA_TYPE, Digest.sha256Of(bytes), bytes.length),
            List.of()));
  }

  private void serve(Manifest manifest) {
    scene
        .server()
        .registry()
        .addManifest(Scene.REPOSITORY, MediaTypes.OCI_MANIFEST, manifest.toBytes(), "latest");
  }

  private VarveException refused() throws Exception {
    VarveException failure = scene.failure(VarveException.class, this::take);
    assertEquals(VarveException.Code.CORRUPT, failure.code());
    assertEquals(List.of(), store.records().keys());
    assertTrue(store.origins().find(Digest.tryParse(D).orElseThrow()).isEmpty());
    assertTrue(failure.text().chars().noneMatch(c -> c < ' '), failure.text());
    return failure;
  }

  private static String document(String... records) {
    return "{\"version\":1,\"records\":[" + String.join(",", records) + "]}";
  }

  @Test
  void document_asItShouldBe_isTaken() throws Exception {
    serve(document(RECORD));
    assertEquals(Optional.of(1), take());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "\"size\":10,|\"size\":-1,",
        "\"size\":10,|",
        "\"size\":10,|\"size\":1e300,",
        "\"size\":7|\"size\":-7",
        "\"size\":7|\"size\":99999999999999999999",
        "\"costNanos\":1|\"costNanos\":-1",
        "\"key\":\"sha256:a|\"key\":\"sha256:A",
        "\"key\":\"sha256:a|\"key\":\"../../etc/passwd",
        "\"diffId\":\"sha256:a|\"diffId\":\"sha512:a",
        "\"identity\":|\"other\":",
        "\"created\":\"2026|\"created\":\"-999999999",
        "\"created\":\"2026|\"created\":\"+999999999",
        "\"recorded\":\"2026|\"recorded\":\"1066",
        "\"recorded\":\"2026|\"recorded\":\"x",
        "\"shortcuts\":[\"sha256|\"shortcuts\":[\"md5",
        "\"shortcuts\":[\"sha256|\"shortcuts\":[7,\"sha256",
        "layer.v1.tar+gzip|layer.v1.tar+encrypted",
        "layer.v1.tar+gzip|config\\u001b[2J.v1+json",
        "\"blob\":{|\"blob\":7,\"x\":{",
      })
  void record_thatIsNone_isRefused_andNothingIsStored(String part, String other) throws Exception {
    assertTrue(RECORD.contains(part), part);
    serve(document(RECORD.replace(part, other == null ? "" : other)));
    refused();
  }

  @Test
  void record_thatIsWrong_behindAGoodOne_bringsNeither() throws Exception {
    serve(document(RECORD, RECORD.replace("\"size\":10", "\"size\":-10")));
    refused();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not json",
        "[]",
        "{}",
        "{\"version\":2,\"records\":[]}",
        "{\"version\":\"1\",\"records\":[]}",
        "{\"version\":1,\"records\":{}}",
        "{\"version\":1,\"records\":[1]}"
      })
  void document_thatIsNone_isRefused(String document) throws Exception {
    serve(document);
    refused();
  }

  @Test
  void document_withTooManyRecordsOrShortcuts_isRefused() throws Exception {
    String small = RECORD.replaceAll("\\s*\n\\s*", "");
    serve(document(Collections.nCopies(4001, small).toArray(String[]::new)));
    assertTrue(refused().text().contains("more than 4000 records"));
    String many = ("\"" + D + "\",").repeat(100);
    serve(document(RECORD.replace("\"shortcuts\":[", "\"shortcuts\":[" + many)));
    assertTrue(refused().text().contains("shortcuts"));
  }

  @Test
  void document_ofGigabytes_isNotAskedFor() throws Exception {
    serve(
        new Manifest(
            new Descriptor(CacheDocument.MEDIA_TYPE, Digest.tryParse(D).orElseThrow(), 5L << 30),
            List.of()));
    refused();
    assertEquals(0, scene.sent("GET", "/blobs/"));
  }

  @Test
  void document_inAnAnnotationThatIsNoBase64_isRefused() throws Exception {
    serve(annotated("%%%"));
    refused();
  }

  @Test
  void document_inAnAnnotation_isTaken_alsoOfAnIndex() throws Exception {
    String inline =
        Base64.getEncoder().encodeToString(document(RECORD).getBytes(StandardCharsets.UTF_8));
    byte[] manifest = annotated(inline).toBytes();
    String digest =
        scene.server().registry().addManifest(Scene.REPOSITORY, MediaTypes.OCI_MANIFEST, manifest);
    Descriptor listed =
        new Descriptor(
            MediaTypes.OCI_MANIFEST, Digest.tryParse(digest).orElseThrow(), manifest.length);
    serveIndex(List.of(listed.withPlatform(MadeImage.PLATFORM)));
    assertEquals(Optional.of(1), take());
  }

  private static Manifest annotated(String value) {
    return new Manifest(
        MediaTypes.OCI_MANIFEST,
        new Descriptor(MediaTypes.OCI_CONFIG, Digest.tryParse(D).orElseThrow(), 2),
        List.of(),
        Map.of(CacheDocument.ANNOTATION, value));
  }

  private void serveIndex(List<Descriptor> manifests) {
    scene
        .server()
        .registry()
        .addManifest(
            Scene.REPOSITORY, MediaTypes.OCI_INDEX, new Index(manifests).toBytes(), "latest");
  }

  @Test
  void index_ofThousandsOfImages_isNotFollowedToItsEnd() throws Exception {
    List<Descriptor> many = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      many.add(
          new Descriptor(
              MediaTypes.OCI_MANIFEST,
              Digest.sha256Of(("image " + i).getBytes(StandardCharsets.UTF_8)),
              7));
    }
    serveIndex(many);
    assertEquals(Optional.empty(), take());
    assertTrue(scene.sent("GET", "/manifests/") <= 65);
    assertFalse(scene.sent("GET", "/manifests/") == 0);
  }
}
