package dev.varve.registry.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.Descriptor;
import dev.varve.model.Digest;
import dev.varve.model.Index;
import dev.varve.model.MediaTypes;
import dev.varve.model.Platform;
import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.registry.MadeImage;
import dev.varve.registry.Scene;
import dev.varve.store.Store;
import dev.varve.testkit.registry.Answer;
import dev.varve.testkit.registry.Ending;
import dev.varve.testkit.registry.FaultServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PullFaultsTest {
  @TempDir Path directory;
  private Scene scene;
  private Store store;
  private MadeImage image;

  @BeforeEach
  void open() throws Exception {
    scene = Scene.open();
    store = Store.open(directory.resolve("store"), Clock.systemUTC());
    image = MadeImage.compressed(2000, 3000);
    image.into(scene.server(), Scene.REPOSITORY, "latest");
  }

  private static boolean isManifest(String path) {
    return path.contains("/manifests/");
  }

  private static boolean isBlob(String path) {
    return path.contains("/blobs/");
  }

  @AfterEach
  void close() throws Exception {
    store.close();
    scene.close();
  }

  private Pulled pull() throws Exception {
    return new Puller(store, scene.registries(), TransferListener.NONE)
        .pull(Scene.NAME, MadeImage.PLATFORM, Puller.Extent.ALL);
  }

  private VarveException refused() throws Exception {
    VarveException failure = scene.failure(VarveException.class, this::pull);
    assertEquals(List.of(), store.images().list());
    return failure;
  }

  private void assertPulled() throws Exception {
    Pulled pulled = pull();
    assertEquals(image.digest(), pulled.image().manifestDigest());
    assertArrayEquals(
        image.config(),
        store.blobs().readAll(pulled.image().configDigest(), 1 << 20).orElseThrow());
    assertTrue(store.layers().findHere(image.diffId(0)).isPresent());
    assertTrue(store.layers().findHere(image.diffId(1)).isPresent());
  }

  @Test
  void pull_bringsManifestAndConfigByteForByte() throws Exception {
    assertPulled();
    assertTrue(store.refs().find(Scene.NAME).isPresent());
  }

  private static void spoil(String way, FaultServer mirror) throws Exception {
    switch (way) {
      case "down" -> mirror.close();
      case "empty" -> {}
      case "401" -> mirror.requirePassword();
      case "403" -> mirror.on("GET", PullFaultsTest::isManifest).answer(Answer.status(403));
      case "500" -> mirror.on("GET", PullFaultsTest::isManifest).answer(Answer.status(500));
      case "page" ->
          mirror.on("GET", PullFaultsTest::isManifest).answer(Answer.status(200).body("<html>"));
      case "reset" ->
          mirror.on("GET", PullFaultsTest::isManifest).answer(Answer.none(Ending.RESET));
      default -> throw new IllegalArgumentException(way);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"down", "empty", "401", "403", "500", "page", "reset"})
  void mirror_thatDoesNotHaveIt_isPassedOver(String what) throws Exception {
    scene.server().requirePassword();
    scene.login(scene.server());
    FaultServer mirror = scene.mirror();
    spoil(what, mirror);
    assertPulled();
    assertEquals(what.equals("down"), mirror.requests().isEmpty());
  }

  @Test
  void mirror_thatHasIt_isAskedInsteadOfTheRegistry() throws Exception {
    image.into(scene.mirror(), Scene.REPOSITORY, "latest");
    assertPulled();
    assertEquals(0, scene.server().requests().size());
  }

  @Test
  void mirror_whoseLayersAreWrong_isPassedOverForThem() throws Exception {
    FaultServer mirror = scene.mirror();
    image.into(mirror, Scene.REPOSITORY, "latest");
    mirror
        .on("GET", path -> path.endsWith(image.blob(0).toString()))
        .answer(Answer.status(200).body(new byte[image.blobs().getFirst().length]));
    mirror.registry().removeBlob(Scene.REPOSITORY, image.blob(1).toString());
    assertPulled();
    assertEquals(2, scene.server().requests("GET", PullFaultsTest::isBlob).size());
    assertEquals(0, scene.server().requests("GET", PullFaultsTest::isManifest).size());
  }

  @Test
  void mirror_withAnotherManifestForADigest_isPassedOver() throws Exception {
    FaultServer mirror = scene.mirror();
    MadeImage.compressed(10).into(mirror, Scene.REPOSITORY, "latest");
    mirror
        .on("GET", PullFaultsTest::isManifest)
        .answer(
            Answer.status(200)
                .header("Content-Type", MediaTypes.OCI_MANIFEST)
                .body(MadeImage.compressed(10).manifest()));
    Reference name = new Reference(Scene.NAME.registry(), Scene.REPOSITORY, null, image.digest());
    Pulled pulled =
        new Puller(store, scene.registries(), TransferListener.NONE)
            .pull(name, MadeImage.PLATFORM, Puller.Extent.ALL);
    assertEquals(image.digest(), pulled.digest());
    assertEquals(1, mirror.requests("GET", PullFaultsTest::isManifest).size());
  }

  @Test
  void mirrors_thatAllFail_tellWhatTheRegistrySays() throws Exception {
    scene.mirror();
    scene
        .server()
        .on("GET", PullFaultsTest::isManifest)
        .answer(Answer.error(403, "DENIED", "not for you"));
    assertTrue(refused().text().contains("DENIED not for you"));
  }

  @Test
  void server_thatIsDown_isTold() throws Exception {
    scene.server().close();
    VarveException failure = refused();
    assertTrue(failure.text().contains("nobody answers there"), failure.text());
  }

  @Test
  void image_thatIsNotThere_isNotFound() throws Exception {
    scene
        .server()
        .registry()
        .addManifest(Scene.REPOSITORY, MediaTypes.OCI_INDEX, index(), "latest");
    VarveException failure = refused();
    assertEquals(VarveException.Code.NOT_FOUND, failure.code());
  }

  private static byte[] index(Descriptor... manifests) {
    return new Index(List.of(manifests)).toBytes();
  }

  private Descriptor listed(byte[] manifest, String type) {
    String digest = scene.server().registry().addManifest(Scene.REPOSITORY, type, manifest);
    return new Descriptor(type, Digest.tryParse(digest).orElseThrow(), manifest.length);
  }

  private void latest(byte[] index) {
    scene.server().registry().addManifest(Scene.REPOSITORY, MediaTypes.OCI_INDEX, index, "latest");
  }

  @Test
  void index_inIndexes_isFollowed() throws Exception {
    Descriptor at =
        listed(image.manifest(), MediaTypes.OCI_MANIFEST).withPlatform(MadeImage.PLATFORM);
    for (int depth = 0; depth < 3; depth++) {
      at = listed(index(at), MediaTypes.OCI_INDEX).withPlatform(MadeImage.PLATFORM);
    }
    latest(index(at));
    assertPulled();
  }

  @Test
  void index_inTooManyIndexes_isRefused() throws Exception {
    Descriptor at = listed(image.manifest(), MediaTypes.OCI_MANIFEST);
    for (int depth = 0; depth < 40; depth++) {
      at = listed(index(at), MediaTypes.OCI_INDEX);
    }
    latest(index(at));
    assertTrue(refused().text().contains("too many indexes"));
    assertTrue(scene.sent("GET", "/manifests/") <= 10);
  }

  @Test
  void index_thatLiesAboutSize_isRefused() throws Exception {
    Descriptor at = listed(image.manifest(), MediaTypes.OCI_MANIFEST);
    latest(index(new Descriptor(at.mediaType(), at.digest(), at.size() + 1)));
    assertTrue(refused().text().contains("not what its index says"));
  }

  @Test
  void index_withoutThePlatform_tellsOthers_withoutEscapes() throws Exception {
    Descriptor at = listed(image.manifest(), MediaTypes.OCI_MANIFEST);
    latest(index(at.withPlatform(new Platform("linux", "\u001b[2Jarm"))));
    VarveException failure = refused();
    assertEquals(VarveException.Code.NOT_FOUND, failure.code());
    assertTrue(failure.text().contains("only for linux/ [2Jarm"), failure.text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"schemaVersion\":2,\"config\":{},\"layers\":[],\"manifests\":[]}",
        "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\","
            + "\"config\":{},\"layers\":[],\"manifests\":[]}",
        "{\"schemaVersion\":2}",
        "{\"schemaVersion\":3,\"layers\":[]}",
        "{\"schemaVersion\":2,\"layers\":7}",
        "[]",
        "null",
        ""
      })
  void manifest_thatIsNone_isRefused(String document) throws Exception {
    scene
        .server()
        .on("GET", PullFaultsTest::isManifest)
        .answer(Answer.status(200).header("Content-Type", "application/json").body(document));
    assertEquals(VarveException.Code.CORRUPT, refused().code());
    assertEquals(0, scene.sent("GET", "/blobs/"));
  }

  @Test
  void config_ofAnotherContent_isRefused() throws Exception {
    byte[] other = image.config().clone();
    other[other.length - 2] ^= 1;
    scene
        .server()
        .on("GET", path -> path.endsWith(Digest.sha256Of(image.config()).toString()))
        .answer(Answer.status(200).body(other));
    assertTrue(refused().text().contains("another content"));
  }

  @Test
  void layer_ofAnotherContent_isRefused_andNothingIsStored() throws Exception {
    byte[] other = image.blobs().getFirst().clone();
    other[other.length - 1] ^= 1;
    scene
        .server()
        .on("GET", path -> path.endsWith(image.blob(0).toString()))
        .answer(Answer.status(200).body(other));
    UnavailableLayerException failure = scene.failure(UnavailableLayerException.class, this::pull);
    assertEquals(VarveException.Code.CORRUPT, failure.code());
    assertEquals(image.diffId(0), failure.diffId());
    assertFalse(store.layers().findHere(image.diffId(0)).isPresent());
    assertTrue(store.refs().find(Scene.NAME).isEmpty());
  }

  @Test
  void layer_thatIsAnotherDiffId_isRefused() throws Exception {
    MadeImage other = MadeImage.compressed(100, 200);
    byte[] lie =
        new String(image.manifest(), StandardCharsets.UTF_8)
            .replace(image.blob(0).toString(), other.blob(0).toString())
            .replace(
                "\"size\":" + image.blobs().getFirst().length,
                "\"size\":" + other.blobs().getFirst().length)
            .getBytes(StandardCharsets.UTF_8);
    scene.server().registry().addBlob(Scene.REPOSITORY, other.blobs().getFirst());
    scene.server().registry().addManifest(Scene.REPOSITORY, MediaTypes.OCI_MANIFEST, lie, "latest");
    scene.failure(UnavailableLayerException.class, this::pull);
    assertFalse(store.layers().findHere(image.diffId(0)).isPresent());
    assertFalse(store.layers().findHere(other.diffId(0)).isPresent());
  }

  @Test
  void layers_ofWhichSomeAreHere_areNotBroughtAgain() throws Exception {
    pull();
    scene.server().registry().removeBlob(Scene.REPOSITORY, image.blob(0).toString());
    List<String> stages = new ArrayList<>();
    new Puller(store, scene.registries(), (blob, stage, done, total) -> stages.add(stage.name()))
        .pull(Scene.NAME, MadeImage.PLATFORM, Puller.Extent.ALL);
    assertEquals(List.of("PRESENT", "PRESENT"), stages);
    assertEquals(1, scene.sent("GET", image.blob(1).toString()));
  }
}
