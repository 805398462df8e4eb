package dev.varve.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.Digest;
import dev.varve.store.disk.Durability;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a power cut may have done to objects that were not yet on the disk. */
class RebootTest {
  private static final String EARLIER = "00000000-0000-0000-0000-000000000000";

  @TempDir Path temporary;
  private Store store;

  @BeforeEach
  void open() throws IOException {
    store = TestStore.open(temporary);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  /** Makes it look as if the layer had been written before the last reboot. */
  private void ofAnEarlierBoot(Layer layer) throws IOException {
    store.layers().files().writeMeta(layer.meta().withBoot(EARLIER));
    Path mark = store.layers().files().directory(layer.diffId()).resolve("tree.mark");
    if (Files.exists(mark)) {
      Files.writeString(mark, EARLIER + "\n");
    }
    reopen();
  }

  /** What a store has found it takes for good. */
  private void reopen() throws IOException {
    store.close();
    store = TestStore.open(temporary);
  }

  private LayerMeta meta(Digest diffId) throws IOException {
    return store.layers().files().meta(diffId).orElseThrow();
  }

  @Test
  void find_layerOfThisBoot_isNotVerified() throws IOException {
    Layer layer = TestStore.layer(store, "f", "x");
    Files.write(store.blobs().path(layer.diffId()), new byte[0]);

    assertTrue(store.layers().find(layer.diffId()).isPresent());
  }

  @Test
  void find_soundLayerOfAnEarlierBoot_isVerifiedOnce() throws IOException {
    for (Layer layer : List.of(TestStore.layer(store, "f", "x"), TestStore.tree(store, "g", "y"))) {
      ofAnEarlierBoot(layer);

      assertTrue(store.layers().find(layer.diffId()).isPresent());
      assertEquals(null, meta(layer.diffId()).boot());
    }
  }

  @Test
  void find_lostBytes_isNotThere() throws IOException {
    Layer layer = TestStore.layer(store, "f", "x");
    byte[] tar = Files.readAllBytes(store.blobs().path(layer.diffId()));
    ofAnEarlierBoot(layer);
    Files.write(store.blobs().path(layer.diffId()), new byte[tar.length]);

    assertTrue(store.layers().find(layer.diffId()).isEmpty());

    assertEquals(layer.diffId(), store.layers().importTar(new ByteArrayInputStream(tar)).diffId());
    assertEquals(List.of(), store.verify().damage());
  }

  @Test
  void find_lostIndexOrMetadata_isNotThere() throws IOException {
    Layer one = TestStore.layer(store, "f", "x");
    ofAnEarlierBoot(one);
    Files.write(
        store.layers().files().directory(one.diffId()).resolve(LayerFiles.INDEX), new byte[0]);
    Layer two = TestStore.layer(store, "g", "x");
    Files.write(
        store.layers().files().directory(two.diffId()).resolve(LayerFiles.META), new byte[0]);
    reopen();

    assertTrue(store.layers().find(one.diffId()).isEmpty());
    assertTrue(store.layers().find(two.diffId()).isEmpty());
    assertEquals(List.of(), store.layers().all());
  }

  @Test
  void find_lostFileOfATree_isNotThere() throws IOException {
    Layer layer = TestStore.tree(store, "g", "y");
    ofAnEarlierBoot(layer);
    Files.write(layer.tree().resolve("g"), new byte[0]);

    assertTrue(store.layers().find(layer.diffId()).isEmpty());
  }

  @Test
  void tree_damagedAndOfAnEarlierBoot_isMadeAgain() throws IOException {
    Layer layer = TestStore.layer(store, "f", "x");
    Path tree = layer.tree();
    Files.write(tree.resolve("f"), new byte[0]);
    ofAnEarlierBoot(layer);

    assertEquals("x", Files.readString(store.layers().get(layer.diffId()).tree().resolve("f")));
  }

  @Test
  void tree_soundAndOfAnEarlierBoot_isKept() throws IOException {
    Layer layer = TestStore.layer(store, "f", "x");
    Object inode = Files.getAttribute(layer.tree().resolve("f"), "unix:ino");
    ofAnEarlierBoot(layer);

    assertEquals(
        inode,
        Files.getAttribute(store.layers().get(layer.diffId()).tree().resolve("f"), "unix:ino"));
  }

  @Test
  void tree_withoutItsMark_isVerified() throws IOException {
    Layer layer = TestStore.layer(store, "f", "x");
    Files.write(layer.tree().resolve("f"), new byte[0]);
    Files.delete(store.layers().files().directory(layer.diffId()).resolve("tree.mark"));

    assertEquals("x", Files.readString(layer.tree().resolve("f")));
  }

  @Test
  void durable_store_needsNoVerification() throws IOException {
    try (Store durable =
        Store.open(temporary.resolve("store"), Clock.systemUTC(), Durability.FULL)) {
      Layer layer = TestStore.layer(durable, "f", "x");
      Layer tree = TestStore.tree(durable, "g", "x");
      layer.tree();

      assertEquals(null, meta(layer.diffId()).boot());
      assertEquals(null, meta(tree.diffId()).boot());
      assertFalse(
          Files.readString(store.layers().files().directory(layer.diffId()).resolve("tree.mark"))
              .contains("-"));
      TestStore.image(durable, List.of(layer, tree), "shop");
    }
    assertEquals(List.of(), store.verify().damage());
  }
}
