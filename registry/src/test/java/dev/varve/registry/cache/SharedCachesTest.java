package dev.varve.registry.cache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.Digest;
import dev.varve.model.Json;
import dev.varve.model.VarveException;
import dev.varve.registry.MadeImage;
import dev.varve.registry.Scene;
import dev.varve.registry.cache.SharedCaches.Location;
import dev.varve.registry.cache.SharedCaches.Mode;
import dev.varve.registry.transfer.LayerFetch;
import dev.varve.registry.transfer.PushOptions;
import dev.varve.registry.transfer.Pusher;
import dev.varve.registry.transfer.TransferListener;
import dev.varve.registry.transfer.UnavailableLayerException;
import dev.varve.store.Layer;
import dev.varve.store.StepRecord;
import dev.varve.store.Store;
import dev.varve.testkit.registry.Answer;
import dev.varve.testkit.registry.FaultServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SharedCachesTest {
  @TempDir Path directory;
  private Scene scene;
  private Store mine;
  private Store theirs;
  private final List<Digest> keys = new ArrayList<>();
  private final List<Digest> diffIds = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    scene = Scene.open();
    mine = Store.open(directory.resolve("mine"), Clock.systemUTC());
    theirs = Store.open(directory.resolve("theirs"), Clock.systemUTC());
    for (int step = 0; step < 3; step++) {
      record(step);
    }
  }

  @AfterEach
  void close() throws Exception {
    mine.close();
    theirs.close();
    scene.close();
  }

  private static Digest digest(String text) {
    return Digest.sha256Of(text.getBytes(StandardCharsets.UTF_8));
  }

  private void record(int step) throws Exception {
    Layer layer =
        mine.layers()
            .importTar(new ByteArrayInputStream(MadeImage.tar("step-" + step, 20_000 + step)));
    Digest key = digest("key-" + step);
    keys.add(key);
    diffIds.add(layer.diffId());
    mine.records()
        .put(
            new StepRecord(
                key,
                List.of(),
                digest("RUN " + step),
                layer.diffId(),
                layer.identity(),
                Instant.parse("2026-01-02T03:04:05Z"),
                Duration.ofMillis(1500),
                Json.Obj.EMPTY));
    mine.records().putShortcut(digest("shortcut-" + step), key);
  }

  private SharedCaches caches(Store store) {
    return new SharedCaches(
        store, scene.registries(), new Pusher(store, scene.registries(), TransferListener.NONE));
  }

  private Location location(String kind) {
    return kind.equals("registry")
        ? new Location.InRegistry(Scene.NAME)
        : new Location.InDirectory(directory.resolve("cache"), "latest");
  }

  private int export(String kind, Mode mode) throws Exception {
    return caches(mine)
        .exportTo(location(kind), keys, diffIds.subList(0, 1), mode, PushOptions.DEFAULT);
  }

  private static byte[] tar(Layer layer) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    layer.writeTar(out);
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"registry", "directory"})
  void cache_thatIsExported_isImportedWithoutItsLayers(String kind) throws Exception {
    assertEquals(3, export(kind, Mode.MAX));
    assertEquals(Optional.of(3), caches(theirs).importFrom(location(kind)));
    assertTrue(theirs.layers().all().isEmpty());
    for (int step = 0; step < 3; step++) {
      StepRecord original = mine.records().peek(keys.get(step)).orElseThrow();
      StepRecord shared = theirs.records().peek(keys.get(step)).orElseThrow();
      assertEquals(original.diffId(), shared.diffId());
      assertEquals(original.identity(), shared.identity());
      assertEquals(original.cost(), shared.cost());
      assertEquals(
          keys.get(step), theirs.records().shortcut(digest("shortcut-" + step)).orElseThrow());
    }
    theirs.layers().fetchFrom(new LayerFetch(theirs, scene.registries(), TransferListener.NONE));
    assertArrayEquals(
        tar(mine.layers().get(diffIds.get(1))), tar(theirs.layers().get(diffIds.get(1))));
    assertEquals(List.of(diffIds.get(1)), theirs.layers().all());
    if (kind.equals("registry")) {
      assertEquals(2, scene.server().requests("GET", path -> path.contains("/blobs/")).size());
    }
  }

  @Test
  void cache_ofTheImageOnly_hasItsSteps() throws Exception {
    assertEquals(1, export("registry", Mode.MIN));
    assertEquals(Optional.of(1), caches(theirs).importFrom(location("registry")));
    assertTrue(theirs.records().peek(keys.get(1)).isEmpty());
  }

  @Test
  void cache_thatIsExportedAgain_sendsNoLayer() throws Exception {
    export("registry", Mode.MAX);
    int before = scene.sent("PUT", "/uploads/");
    export("registry", Mode.MAX);
    assertEquals(before, scene.sent("PUT", "/uploads/"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"registry", "directory"})
  void cache_thatIsNotThere_isNone(String kind) throws Exception {
    assertEquals(Optional.empty(), caches(theirs).importFrom(location(kind)));
  }

  @Test
  void cache_ofAnImageWithout_isNone() throws Exception {
    MadeImage.compressed(100).into(scene.server(), Scene.REPOSITORY, "latest");
    assertEquals(Optional.empty(), caches(theirs).importFrom(location("registry")));
  }

  @Test
  void records_thatAreHereWithTheirLayers_areKept() throws Exception {
    export("registry", Mode.MAX);
    StepRecord own = mine.records().peek(keys.getFirst()).orElseThrow();
    caches(mine).importFrom(location("registry"));
    assertEquals(own, mine.records().peek(keys.getFirst()).orElseThrow());
  }

  @Test
  void cache_onAMirrorThatFails_isReadFromTheRegistry() throws Exception {
    export("registry", Mode.MAX);
    FaultServer mirror = scene.mirror();
    mirror.on("GET", path -> path.contains("/manifests/")).answer(Answer.status(500));
    assertEquals(Optional.of(3), caches(theirs).importFrom(location("registry")));
  }

  @Test
  void cache_thatCannotBeReached_isToldAsThat() throws Exception {
    scene.server().close();
    VarveException failure =
        scene.failure(VarveException.class, () -> caches(theirs).importFrom(location("registry")));
    assertTrue(failure.text().contains("nobody answers there"), failure.text());
  }

  private Path blob(Digest digest) {
    return directory.resolve("cache/blobs/sha256").resolve(digest.hex());
  }

  /** Damages all documents, or all layers, of the cache in the directory. */
  private void damage(boolean documents, int keep) throws Exception {
    try (var files = Files.list(directory.resolve("cache/blobs/sha256"))) {
      for (Path file : files.toList()) {
        byte[] content = Files.readAllBytes(file);
        if ((content[0] == '{') == documents) {
          content[content.length / 2] ^= 1;
          Files.write(file, keep < content.length ? Arrays.copyOf(content, keep) : content);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {100, Integer.MAX_VALUE})
  void directory_whoseDocumentIsDamaged_isRefused_andNothingIsStored(int keep) throws Exception {
    export("directory", Mode.MAX);
    damage(true, keep);
    VarveException failure =
        assertThrows(VarveException.class, () -> caches(theirs).importFrom(location("directory")));
    assertEquals(VarveException.Code.CORRUPT, failure.code());
    assertEquals(List.of(), theirs.records().keys());
  }

  @ParameterizedTest
  @ValueSource(ints = {100, Integer.MAX_VALUE})
  void directory_whoseLayerIsDamaged_isToldWhenItIsNeeded(int keep) throws Exception {
    export("directory", Mode.MAX);
    damage(false, keep);
    assertUnavailable("directory");
  }

  @Test
  void directory_whoseLayerIsGone_isToldWhenItIsNeeded() throws Exception {
    export("directory", Mode.MAX);
    for (Digest diffId : diffIds) {
      Digest blob =
          mine.compressed()
              .of(mine.layers().get(diffId), PushOptions.DEFAULT.compression())
              .digest();
      Files.delete(blob(blob));
    }
    assertUnavailable("directory");
  }

  @Test
  void registry_whoseLayerIsPoisoned_isToldWhenItIsNeeded() throws Exception {
    export("registry", Mode.MAX);
    byte[] poison = MadeImage.gzip(MadeImage.tar("evil", 20_000));
    scene
        .server()
        .on("GET", path -> path.contains("/blobs/"))
        .skip(1) // the document
        .answer(Answer.status(200).body(poison).chunked());
    assertUnavailable("registry");
  }

  private void assertUnavailable(String kind) throws Exception {
    assertEquals(Optional.of(3), caches(theirs).importFrom(location(kind)));
    theirs.layers().fetchFrom(new LayerFetch(theirs, scene.registries(), TransferListener.NONE));
    Digest diffId = diffIds.getFirst();
    Layer layer = theirs.layers().get(diffId);
    UnavailableLayerException failure =
        scene.failure(UnavailableLayerException.class, () -> tar(layer));
    assertEquals(diffId, failure.diffId());
    assertFalse(theirs.layers().findHere(diffId).isPresent());
    assertTrue(theirs.layers().all().isEmpty());
  }
}
