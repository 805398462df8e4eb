package dev.varve.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.archive.EntryPath;
import dev.varve.archive.LayerEntry;
import dev.varve.store.disk.DamagedException;
import dev.varve.store.disk.DiskFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Layers that are used before their diff ID is known. */
@Timeout(60)
class StagedLayersTest {
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

  /** An upper directory with one large and one small file, the same each time. */
  private Path upper() throws IOException {
    Path upper = store.scratch().path("upper");
    Files.createDirectories(upper.resolve("d"));
    Files.write(upper.resolve("d/large"), new byte[3_000_000]);
    Files.writeString(upper.resolve("small"), "text");
    for (String name : List.of("d/large", "small", "d")) {
      Files.setLastModifiedTime(upper.resolve(name), FileTime.fromMillis(5000));
    }
    return upper;
  }

  private static String read(Layer layer, String path) throws IOException {
    LayerEntry entry = layer.index().find(EntryPath.of(path)).orElseThrow();
    try (InputStream in = layer.contents().open(entry)) {
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  @Test
  void staged_canBeReadAndMounted_andNobodyFindsIt() throws IOException {
    Layer layer = store.layers().stageTree(upper());

    assertFalse(layer.isSealed());
    assertEquals("text", read(layer, "small"));
    assertEquals(3_000_004, layer.contentSize());
    layer.identity();
    try (HeldTrees trees = store.layers().holdTrees(List.of(layer))) {
      assertEquals("text", Files.readString(trees.paths().getFirst().resolve("small")));
    }
    assertFalse(layer.isSealed());
    assertEquals(List.of(), store.layers().all());
  }

  @Test
  void sealed_isTheLayerThatACommitMakes() throws IOException {
    Layer layer = store.layers().stageTree(upper());
    layer.seal();

    assertTrue(layer.isSealed());
    assertEquals(List.of(layer.diffId()), store.layers().all());
    layer.verify();
    assertEquals("text", read(layer, "small"));
    try (Store other = Store.open(temporary.resolve("other"), java.time.Clock.systemUTC())) {
      Path copy = other.scratch().path("upper");
      Files.move(upper(), copy);
      Layer committed = other.layers().commitTree(copy);
      assertEquals(committed.diffId(), layer.diffId());
      assertEquals(committed.size(), layer.size());
      assertEquals(committed.identity(), layer.identity());
    }
    assertEquals(List.of(), store.verify().damage());
  }

  @Test
  void diffId_ofOneThatIsNotSealed_sealsIt() throws IOException {
    Layer layer = store.layers().stageTree(upper());
    assertEquals(layer.diffId(), store.layers().get(layer.diffId()).diffId());
    assertTrue(layer.isSealed());
  }

  @Test
  void seal_whileTreesAreHeld_waitsWithTheRenameOnly() throws Exception {
    Layer layer = store.layers().stageTree(upper());
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread sealing;
    try (HeldTrees trees = store.layers().holdTrees(List.of(layer))) {
      sealing = start(layer::seal, thrown);
      while (sealing.getState() != Thread.State.WAITING || !isPreparedIn(trees)) {
        assertTrue(sealing.isAlive());
        Thread.onSpinWait();
      }
      assertEquals("text", Files.readString(trees.paths().getFirst().resolve("small")));
      assertFalse(layer.isSealed());
    }
    sealing.join();
    assertNull(thrown.get());
    assertTrue(layer.isSealed());
    assertEquals(
        List.of(layer.tree()), store.layers().holdTrees(List.of(layer)).paths().stream().toList());
  }

  /** Whether the diff ID is known and nothing but the place is waited for. */
  private boolean isPreparedIn(HeldTrees trees) {
    return Files.exists(trees.paths().getFirst())
        && Thread.getAllStackTraces().keySet().stream()
            .noneMatch(thread -> thread.getName().equals("varve-tar"));
  }

  @Test
  void trees_ofAStack_sealedOrNot_areTheSameDirectories() throws IOException {
    Layer below = TestStore.tree(store, "below", "b");
    Layer layer = store.layers().stageTree(upper());
    Layer top = TestStore.layer(store, "top", "t");
    List<Layer> stack = List.of(below, layer, top);
    List<Path> before = store.layers().trees(stack);
    Object inode = Files.getAttribute(before.get(1), "unix:ino");
    layer.seal();
    List<Path> after = store.layers().trees(stack);
    assertEquals(before.get(0), after.get(0));
    assertEquals(before.get(2), after.get(2));
    assertEquals(inode, Files.getAttribute(after.get(1), "unix:ino"));
  }

  @Test
  void reuse_byAnotherLayer_doesNotWaitForTheDiffId() throws IOException {
    Layer layer = store.layers().stageTree(upper());
    Layer copy;
    try (LayerWriter writer = store.layers().newLayer()) {
      LayerEntry entry = layer.index().find(EntryPath.of("small")).orElseThrow();
      copy = writer.reuse(entry, layer).commit();
    }
    assertFalse(layer.isSealed());
    assertEquals("text", read(copy, "small"));
  }

  @Test
  void sealed_whenAnotherIsTheSame_isThatOne() throws IOException {
    Layer first = store.layers().stageTree(upper());
    Layer second = store.layers().stageTree(upper());
    first.seal();
    second.seal();
    assertEquals(first.diffId(), second.diffId());
    assertEquals(first.created(), second.created());
    assertEquals(List.of(first.diffId()), store.layers().all());
    assertEquals("text", read(second, "small"));
  }

  @Test
  void abandoned_canStillBeRead_andLeavesNothing() throws IOException {
    Layer layer = store.layers().stageTree(upper());
    layer.abandon();
    assertEquals("text", read(layer, "small"));
    store.close();
    try (Store again = TestStore.open(temporary)) {
      assertEquals(List.of(), again.layers().all());
      assertEquals(List.of(), DiskFiles.list(temporary.resolve("store/scratch")));
    }
  }

  @Test
  void closed_beforeItIsSealed_leavesNothing() throws IOException {
    store.layers().stageTree(upper());
    store.close();
    try (Store again = TestStore.open(temporary)) {
      assertEquals(List.of(), again.layers().all());
      assertEquals(List.of(), DiskFiles.list(temporary.resolve("store/scratch")));
    }
  }

  @Test
  void seal_interrupted_canBeDoneAgain() throws IOException {
    Layer layer = store.layers().stageTree(upper());
    Thread.currentThread().interrupt();
    assertThrows(InterruptedIOException.class, layer::seal);
    assertTrue(Thread.interrupted());
    assertFalse(layer.isSealed());
    layer.seal();
    layer.verify();
  }

  @Test
  void content_changedAfterItWasRead_isNotGivenOut() throws IOException {
    Layer layer = store.layers().stageTree(upper());
    try (HeldTrees trees = store.layers().holdTrees(List.of(layer))) {
      Files.writeString(trees.paths().getFirst().resolve("small"), "lies");
    }
    assertThrows(DamagedException.class, () -> read(layer, "small"));
  }

  private interface Work {
    void run() throws Exception;
  }

  private static Thread start(Work work, AtomicReference<Throwable> thrown) {
    return Thread.ofPlatform()
        .start(
            () -> {
              try {
                work.run();
              } catch (Throwable e) {
                thrown.set(e);
              }
            });
  }
}
