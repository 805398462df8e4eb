package dev.varve.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.archive.EntryPath;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.model.Digest;
import dev.varve.store.disk.DamagedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerEditTest {
  private static final String BIG = "0123456789abcdef".repeat(600_000);

  @TempDir Path temporary;
  private Store store;

  @BeforeEach
  void open() throws IOException {
    store = TestStore.open(temporary);
  }

  @AfterEach
  void close() throws IOException {
    assertEquals(List.of(), store.verify().damage());
    store.close();
  }

  private static ByteArrayInputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] tarOf(Layer layer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    layer.writeTar(out);
    return out.toByteArray();
  }

  private static String read(Layer layer, String path) throws IOException {
    LayerEntry entry = layer.index().find(EntryPath.of(path)).orElseThrow();
    try (var in = layer.contents().open(entry)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** A directory with files of these names and contents. */
  private Layer written(String... namesAndContents) throws IOException {
    try (LayerWriter writer = store.layers().newLayer()) {
      writer.add(LayerEntry.directory(EntryPath.of("d"), 0755).withTime(1_000, 0));
      for (int i = 0; i < namesAndContents.length; i += 2) {
        String content = namesAndContents[i + 1];
        writer.add(Tars.entry("d/" + namesAndContents[i], content), stream(content));
      }
      return writer.commit();
    }
  }

  private LayerEdit edit(Layer layer) throws IOException {
    return store.layers().edit(layer).orElseThrow();
  }

  /** The layer with one file of the directory replaced. */
  private Layer replaced(Layer old, String name, String content) throws IOException {
    LayerEdit edit = edit(old);
    LayerIndex index = old.index();
    int ordinal = index.indexOf(EntryPath.of("d/" + name));
    edit.keep(0, ordinal);
    edit.replace(ordinal, Tars.entry("d/" + name, content), () -> stream(content));
    edit.keep(ordinal + 1, index.size());
    return edit.commit(Imprints.NONE);
  }

  @Test
  void commit_oneFileReplaced_isTheLayerThatWritingItMakes() throws IOException {
    Layer old = written("a", "1", "big", BIG, "z", "26");

    Layer changed = replaced(old, "z", "twenty-six");

    assertEquals(EnumSet.of(LayerForm.EXTENTS), changed.forms());
    assertEquals("twenty-six", read(changed, "d/z"));
    assertEquals(BIG, read(changed, "d/big"));
    byte[] tar = tarOf(changed);
    assertEquals(changed.diffId(), Digest.sha256Of(tar));
    Layer again = store.layers().importTar(new ByteArrayInputStream(tar));
    assertEquals(changed.diffId(), again.diffId());
    assertEquals(written("a", "1", "big", BIG, "z", "twenty-six").diffId(), changed.diffId());
  }

  @Test
  void commit_manyTimes_staysRightAndIsWrittenAnewOnceWorn() throws IOException {
    Layer layer = written("a", "1", "big", BIG.substring(0, 100_000), "z", "26");
    long stored = 0;
    for (int i = 0; i < 300; i++) {
      layer = replaced(layer, i % 2 == 0 ? "a" : "z", "n" + i);
      assertEquals("n" + i, read(layer, i % 2 == 0 ? "d/a" : "d/z"));
      stored += layer.forms().contains(LayerForm.TAR) ? 1 : 0;
    }
    Layer whole = written("a", "n298", "big", BIG.substring(0, 100_000), "z", "n299");
    assertEquals(whole.diffId(), layer.diffId());
    assertArrayEquals(tarOf(whole), tarOf(layer));
    assertTrue(stored < 10, stored + " times");
  }

  @Test
  void commit_filesAddedAndGone_isTheLayerThatWritingItMakes() throws IOException {
    Layer old = written("a", "1", "b", "2", "c", "3");
    LayerEdit edit = edit(old);
    edit.keep(0, 2);
    edit.put(Tars.entry("d/aa", "new"), () -> stream("new"));
    edit.keep(3, 4);
    edit.put(Tars.entry("d/d", ""), null);

    Layer changed = edit.commit(Imprints.NONE);

    assertEquals(written("a", "1", "aa", "new", "c", "3", "d", "").diffId(), changed.diffId());
  }

  @Test
  void commit_contentIsNotWhatTheEntrySays_storesNothing() throws IOException {
    Layer old = written("a", "1");
    LayerEdit edit = edit(old);
    edit.keep(0, 1);
    edit.replace(1, Tars.entry("d/a", "2"), () -> stream("3"));

    assertThrows(DamagedException.class, () -> edit.commit(Imprints.NONE));

    assertEquals(List.of(old.diffId()), store.layers().all());
  }

  @Test
  void edit_layerThatWasNotWrittenHere_isNone() throws IOException {
    Layer imported = store.layers().importTar(Tars.of().file("a", "1").stream());
    Layer tree = TestStore.tree(store, "made", "by a command");
    Layer whiteout;
    try (LayerWriter writer = store.layers().newLayer()) {
      whiteout = writer.add(LayerEntry.whiteout(EntryPath.of("w"))).commit();
    }

    assertEquals(Optional.empty(), store.layers().edit(imported));
    assertEquals(Optional.empty(), store.layers().edit(tree));
    assertEquals(Optional.empty(), store.layers().edit(whiteout));
  }

  @Test
  void pack_entriesInOrder_isTheLayerThatWritingItMakes() throws IOException {
    Layer written = written("a", "1", "big", BIG);
    byte[] tar = tarOf(written);
    try (LayerPack pack = store.layers().pack(4)) {
      // All but the end of the archive, which the pack writes.
      byte[] pieces = java.util.Arrays.copyOf(tar, tar.length - 1024);
      pack.give(pieces, pieces.length, _ -> {});
      written.index().forEach(pack::add);

      assertEquals(written.index(), pack.index());
      assertEquals(written.diffId(), pack.commit(Imprints.NONE).diffId());
    }
  }

  @Test
  void pack_fileStreamedBehindEncodedOnes_isTheLayerThatWritingItMakes() throws IOException {
    Layer written = written("a", "1", "big", BIG, "c", "3");
    byte[] tar = tarOf(written);
    LayerEntry big = written.index().find(EntryPath.of("d/big")).orElseThrow();
    int before = (int) big.offset() - 512;
    int after = (int) big.offset() + BIG.length() + (512 - BIG.length() % 512) % 512;
    byte[] end = java.util.Arrays.copyOfRange(tar, after, tar.length - 1024);
    try (LayerPack pack = store.layers().pack(4)) {
      pack.give(java.util.Arrays.copyOf(tar, before), before, _ -> {});
      pack.add(written.index().entry(0));
      pack.add(written.index().entry(1));
      pack.add(big.withPlace(false, 0, 0).withDigest(null), stream(BIG));
      assertEquals(after, pack.position());
      pack.give(end, end.length, _ -> {});
      pack.add(written.index().entry(3));

      assertEquals(written.index(), pack.index());
      assertEquals(written.diffId(), pack.commit(Imprints.NONE).diffId());
    }
  }

  @Test
  void trees_changedLayer_areTheOldTreeAndASmallOneAboveIt() throws IOException {
    Layer old = written("a", "1", "b", "2", "big", BIG);
    List<Path> before = store.layers().trees(List.of(old));
    LayerEdit edit = edit(old);
    edit.keep(0, 1);
    edit.replace(1, Tars.entry("d/a", "one"), () -> stream("one"));
    edit.keep(3, 4);
    Layer changed = edit.commit(Imprints.NONE);

    List<Path> trees = store.layers().trees(List.of(changed));

    assertEquals(2, trees.size());
    assertEquals(before.getFirst(), trees.getFirst());
    Path above = trees.getLast();
    assertEquals("one", Files.readString(above.resolve("d/a")));
    assertFalse(Files.exists(above.resolve("d/big")));
    assertEquals("character device", kind(above.resolve("d/b")));
    assertEquals(trees, store.layers().trees(List.of(changed)));
  }

  private static String kind(Path file) throws IOException {
    int mode = (int) Files.getAttribute(file, "unix:mode", java.nio.file.LinkOption.NOFOLLOW_LINKS);
    return (mode & 0170000) == 0020000 ? "character device" : Integer.toOctalString(mode);
  }

  @Test
  void trees_oldLayerGone_areOneWholeTree() throws IOException {
    Layer old = written("a", "1", "big", BIG);
    store.layers().trees(List.of(old));
    Layer changed = replaced(old, "a", "one");
    Digest gone = old.diffId();
    try (Stream<Path> files = Files.walk(store.layers().files().directory(gone).resolve("tree"))) {
      assertTrue(files.count() > 2);
    }
    store.layers().files().discard(gone);
    store.close();
    store = TestStore.open(temporary);

    List<Path> trees = store.layers().trees(List.of(store.layers().get(changed.diffId())));

    assertEquals(1, trees.size());
    assertEquals("one", Files.readString(trees.getFirst().resolve("d/a")));
    assertEquals(BIG, Files.readString(trees.getFirst().resolve("d/big")));
  }

  @Test
  void verify_damagedStatesOfADigest_areFoundAndNotUsed() throws IOException {
    Layer old = written("a", "1", "big", BIG, "z", "26");
    Path states = store.layers().files().directory(old.diffId()).resolve(LayerFiles.STATES);
    byte[] sound = Files.readAllBytes(states);
    TestStore.damage(states);

    assertEquals(1, store.verify().damage().size());
    Layer changed = replaced(old, "z", "27");

    assertEquals(written("a", "1", "big", BIG, "z", "27").diffId(), changed.diffId());
    Files.write(states, sound);
  }
}
