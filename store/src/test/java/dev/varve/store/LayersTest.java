package dev.varve.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.archive.ContentSource;
import dev.varve.archive.EntryPath;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.model.Digest;
import dev.varve.store.disk.DamagedException;
import dev.varve.testkit.Requires;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayersTest {
  @TempDir Path temporary;
  private Store store;

  @BeforeEach
  void open() throws IOException {
    store = Store.open(temporary.resolve("store"), Clock.systemUTC());
  }

  @AfterEach
  void verifyAndClose() throws IOException {
    assertEquals(List.of(), store.verify().damage());
    store.close();
    try (Stream<Path> left = Files.list(store.root().resolve("scratch"))) {
      assertEquals(List.of(), left.toList());
    }
  }

  private static byte[] tarOf(Layer layer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    layer.writeTar(out);
    return out.toByteArray();
  }

  private static String read(Layer layer, String path) throws IOException {
    LayerEntry entry = layer.index().find(EntryPath.of(path)).orElseThrow();
    try (InputStream in = layer.contents().open(entry)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Tars small() throws IOException {
    return Tars.of()
        .directory("etc")
        .file("etc/conf", "a=1\n")
        .file("etc/empty", "")
        .symlink("etc/link", "conf");
  }

  @Test
  void importTar_anyTar_keepsItsBytes() throws IOException {
    byte[] tar = small().bytes();
    // not canonical: more zeros at the end, as GNU tar writes them
    byte[] padded = java.util.Arrays.copyOf(tar, 10_240);

    Layer layer = store.layers().importTar(new ByteArrayInputStream(padded));

    assertEquals(Digest.sha256Of(padded), layer.diffId());
    assertEquals(padded.length, layer.size());
    assertArrayEquals(padded, tarOf(layer));
    assertEquals("a=1\n", read(layer, "etc/conf"));
    assertEquals(EnumSet.of(LayerForm.TAR), layer.forms());
    assertEquals(4, layer.contentSize());
  }

  @Test
  void importTar_otherDiffIdThanExpected_storesNothing() throws IOException {
    Digest wrong = Digest.sha256Of(new byte[] {1});

    assertThrows(DamagedException.class, () -> store.layers().importTar(small().stream(), wrong));

    assertEquals(List.of(), store.layers().all());
    assertEquals(List.of(), store.blobs().all());
  }

  @Test
  void importTar_noTar_storesNothing() throws IOException {
    byte[] garbage =
        "this is no tar, whatever it may be".repeat(100).getBytes(StandardCharsets.UTF_8);

    assertThrows(
        IOException.class, () -> store.layers().importTar(new ByteArrayInputStream(garbage)));

    assertEquals(List.of(), store.layers().all());
    assertEquals(List.of(), store.blobs().all());
  }

  @Test
  void create_indexAndContents_isTheCanonicalTar() throws IOException {
    Tars tars = small();

    Layer layer = store.layers().create(tars.index(), tars::content);

    assertArrayEquals(tars.bytes(), tarOf(layer));
    assertEquals("a=1\n", read(layer, "etc/conf"));
    assertEquals(tars.index().identity(), layer.identity());
  }

  @Test
  void create_contentDiffersFromIndex_storesNothing() throws IOException {
    Tars tars = small();
    ContentSource lying =
        entry -> new ByteArrayInputStream("b=2\n".getBytes(StandardCharsets.UTF_8));

    assertThrows(DamagedException.class, () -> store.layers().create(tars.index(), lying));

    assertEquals(List.of(), store.layers().all());
  }

  @Test
  void writer_sameEntries_makesTheSameLayerAsItsTar() throws IOException {
    Digest expected = Digest.sha256Of(small().bytes());

    Layer layer;
    try (LayerWriter writer = store.layers().newLayer()) {
      layer =
          writer
              .add(LayerEntry.symlink(EntryPath.of("etc/link"), bytes("conf")))
              .add(Tars.entry("etc/empty", ""))
              .add(Tars.entry("etc/conf", "a=1\n"), stream("a=1\n"))
              .add(LayerEntry.directory(EntryPath.of("etc"), 0755).withTime(1_000, 0))
              .commit();
    }

    assertEquals(expected, layer.diffId());
    assertEquals(EnumSet.of(LayerForm.TAR), layer.forms());
    assertArrayEquals(small().bytes(), tarOf(layer));
    assertEquals("a=1\n", read(layer, "etc/conf"));
  }

  @Test
  void writer_entriesInOrder_makesTheTarAtOnce() throws IOException {
    Layer layer;
    try (LayerWriter writer = store.layers().newLayer()) {
      layer =
          writer
              .add(LayerEntry.directory(EntryPath.of("etc"), 0755).withTime(1_000, 0))
              .add(Tars.entry("etc/conf", "a=1\n").withDigest(null), stream("a=1\n"))
              .add(Tars.entry("etc/empty", ""))
              .add(LayerEntry.symlink(EntryPath.of("etc/link"), bytes("conf")))
              .commit();
    }

    assertEquals(EnumSet.of(LayerForm.TAR), layer.forms());
    assertArrayEquals(small().bytes(), tarOf(layer));
    assertEquals("a=1\n", read(layer, "etc/conf"));
  }

  @Test
  void writer_whateverOrder_makesTheSameLayer() throws IOException {
    // Hard links to a file before and after it, an implied directory, a whiteout.
    List<LayerEntry> entries =
        List.of(
            LayerEntry.hardlink(EntryPath.of("c/link"), EntryPath.of("d")),
            Tars.entry("d", "22"),
            Tars.entry("e/f/g", "333"),
            LayerEntry.hardlink(EntryPath.of("h"), EntryPath.of("d")),
            LayerEntry.whiteout(EntryPath.of("w")));
    Digest inOrder = write(entries);

    assertEquals(inOrder, write(entries.reversed()));
    List<LayerEntry> rotated = new java.util.ArrayList<>(entries);
    java.util.Collections.rotate(rotated, 3);
    assertEquals(inOrder, write(rotated));
  }

  @Test
  void writer_fileBelowALink_goesWhereTheLinkLeads() throws IOException {
    try (LayerWriter writer = store.layers().newLayer()) {
      Layer layer =
          writer
              .add(LayerEntry.symlink(EntryPath.of("a"), bytes("b")))
              .add(Tars.entry("a/x", "1"), stream("1"))
              .commit();

      assertEquals("1", read(layer, "b/x"));
      assertEquals(layer.diffId(), Digest.sha256Of(tarOf(layer)));
    }
  }

  private Digest write(List<LayerEntry> entries) throws IOException {
    try (LayerWriter writer = store.layers().newLayer()) {
      for (LayerEntry entry : entries) {
        if (entry.size() == 0) {
          writer.add(entry);
        } else {
          writer.add(entry, stream(Long.toString(entry.size()).repeat((int) entry.size())));
        }
      }
      Layer layer = writer.commit();
      assertEquals(layer.diffId(), Digest.sha256Of(tarOf(layer)));
      return layer.diffId();
    }
  }

  @Test
  void writer_twoLayersThatShareABlob_copiesFromTheRightPlace() throws IOException {
    String big = "0123456789abcdef".repeat(4096);
    Layer first =
        store
            .layers()
            .importTar(Tars.of().file("a", "one").file("b", "two").file("big", big).stream());
    Layer second;
    try (LayerWriter writer = store.layers().newLayer()) {
      second =
          writer
              .add(Tars.entry("0", "own"), stream("own"))
              .reuse(first.index().find(EntryPath.of("b")).orElseThrow(), first)
              .reuse(first.index().find(EntryPath.of("big")).orElseThrow(), first)
              .commit();
    }
    try (LayerWriter writer = store.layers().newLayer()) {
      Layer third =
          writer
              .reuse(first.index().find(EntryPath.of("a")).orElseThrow(), first)
              .reuse(second.index().find(EntryPath.of("b")).orElseThrow(), second)
              .commit();

      assertEquals("one", read(third, "a"));
      assertEquals("two", read(third, "b"));
    }
  }

  private static dev.varve.archive.Bytes bytes(String text) {
    return dev.varve.archive.Bytes.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void writer_contentOfAnotherLayer_isPointedToNotCopied() throws IOException {
    String big = "0123456789abcdef".repeat(4096);
    Layer first =
        store.layers().importTar(Tars.of().file("big", big).file("small", "one").stream());

    Layer second;
    try (LayerWriter writer = store.layers().newLayer()) {
      LayerEntry entry = first.index().find(EntryPath.of("big")).orElseThrow();
      second =
          writer
              .reuse(entry.withPath(EntryPath.of("moved/big")).withOwner(7, 8), first)
              .add(Tars.entry("small", "two"), stream("two"))
              .commit();
    }

    assertEquals(big, read(second, "moved/big"));
    assertEquals("two", read(second, "small"));
    assertEquals(7, second.index().find(EntryPath.of("moved/big")).orElseThrow().uid());
    long own = 0;
    for (Digest blob : store.blobs().all()) {
      own += blob.equals(first.diffId()) ? 0 : store.blobs().size(blob).orElse(0);
    }
    assertTrue(own < 4096, own + " bytes"); // headers and one small file
    assertEquals(second.diffId(), Digest.sha256Of(tarOf(second)));
  }

  @Test
  void writer_littleOfAnotherLayer_isCopied() throws IOException {
    String big = "0123456789abcdef".repeat(4096);
    Layer first =
        store.layers().importTar(Tars.of().file("big", big).file("small", "one").stream());

    Layer second;
    try (LayerWriter writer = store.layers().newLayer()) {
      second =
          writer.reuse(first.index().find(EntryPath.of("small")).orElseThrow(), first).commit();
    }

    assertEquals("one", read(second, "small"));
    assertFalse(second.meta().sources().contains(first.diffId()));
  }

  @Test
  void writer_extentsOfExtents_pointToTheFirst() throws IOException {
    String big = "0123456789abcdef".repeat(4096);
    Layer first = store.layers().importTar(Tars.of().file("big", big).stream());
    Layer layer = first;
    for (int i = 0; i < 3; i++) {
      try (LayerWriter writer = store.layers().newLayer()) {
        layer =
            writer
                .reuse(layer.index().find(EntryPath.of("big")).orElseThrow(), layer)
                .add(Tars.entry("n", "n" + i), stream("n" + i))
                .commit();
      }
    }

    assertEquals(big, read(layer, "big"));
    assertEquals("n2", read(layer, "n"));
    assertEquals(2, layer.meta().sources().size());
    assertTrue(layer.meta().sources().contains(first.diffId()));
  }

  @Test
  void writer_contentOfAnotherSize_isRefused() throws IOException {
    try (LayerWriter writer = store.layers().newLayer()) {
      LayerEntry entry = Tars.entry("f", "1234");

      assertThrows(DamagedException.class, () -> writer.add(entry, stream("123")));
      assertThrows(DamagedException.class, () -> writer.add(entry, stream("12345")));
      assertThrows(DamagedException.class, () -> writer.add(entry, stream("1235")));
    }
    assertEquals(List.of(), store.blobs().all());
  }

  @Test
  void empty_twice_isOneLayer() throws IOException {
    Layer empty = store.layers().empty();

    assertEquals(empty.diffId(), store.layers().empty().diffId());
    assertEquals(1, store.layers().all().size());
    assertEquals(1024, empty.size());
  }

  @Test
  void commit_sameLayerInAnotherForm_isStoredOnce() throws IOException {
    Tars tars = small();
    Layer created = store.layers().create(tars.index(), tars::content);
    Layer imported = store.layers().importTar(new ByteArrayInputStream(tars.bytes()));

    assertEquals(created.diffId(), imported.diffId());
    assertEquals(1, store.layers().all().size());
    assertEquals(1, store.blobs().all().size());
  }

  @Test
  void tree_ofATar_hasItsFiles() throws IOException {
    Layer layer = store.layers().importTar(small().stream());

    Path tree = layer.tree();

    assertEquals("a=1\n", Files.readString(tree.resolve("etc/conf")));
    assertEquals("conf", Files.readSymbolicLink(tree.resolve("etc/link")).toString());
    assertEquals(tree, layer.tree());
    assertEquals(EnumSet.of(LayerForm.TAR, LayerForm.TREE), layer.forms());
  }

  @Test
  void tree_ofWhiteouts_isWhatOverlayNeeds() throws IOException {
    Requires.root();
    Layer layer = store.layers().importTar(Tars.of().opaque("dir").whiteout("gone").stream());

    Path tree = layer.tree();

    int mode = (int) Files.getAttribute(tree.resolve("gone"), "unix:mode");
    assertEquals(0020000, mode & 0170000);
    assertEquals(0L, Files.getAttribute(tree.resolve("gone"), "unix:rdev"));
    assertArrayEquals(
        new byte[] {'y'}, (byte[]) Files.getAttribute(tree.resolve("dir"), "user:overlay.opaque"));
  }

  @Test
  void commitTree_directory_isMovedIn() throws IOException {
    Path upper = store.scratch().path("upper");
    Files.createDirectories(upper.resolve("etc"));
    Files.writeString(upper.resolve("etc/conf"), "a=1\n");
    Files.createLink(upper.resolve("hard"), upper.resolve("etc/conf"));

    Layer layer = store.layers().commitTree(upper);

    assertFalse(Files.exists(upper));
    assertEquals(EnumSet.of(LayerForm.TREE), layer.forms());
    assertEquals("a=1\n", Files.readString(layer.tree().resolve("etc/conf")));
    assertEquals("a=1\n", read(layer, "hard"));
    byte[] tar = tarOf(layer);
    assertEquals(layer.diffId(), Digest.sha256Of(tar));
    assertEquals(layer.size(), tar.length);
    assertEquals(4, layer.contentSize());
  }

  @Test
  void commitTree_layerThatIsThere_keepsTheTreeThatIsMounted() throws IOException {
    Path upper = store.scratch().path("upper");
    Files.createDirectories(upper);
    Files.writeString(upper.resolve("f"), "x");
    Layer first = store.layers().commitTree(upper);
    byte[] tar = tarOf(first);

    Path again = store.scratch().path("upper");
    Files.createDirectories(again);
    Files.writeString(again.resolve("f"), "x");
    Files.setLastModifiedTime(
        again.resolve("f"), Files.getLastModifiedTime(first.tree().resolve("f")));
    Layer second = store.layers().commitTree(again);

    assertEquals(first.diffId(), second.diffId());
    assertArrayEquals(tar, tarOf(second));
    assertEquals(1, store.layers().all().size());
  }

  @Test
  void tar_ofATree_isMadeForWhoPointsIntoIt() throws IOException {
    Path upper = store.scratch().path("upper");
    Files.createDirectories(upper);
    Files.writeString(upper.resolve("f"), "content");
    Layer layer = store.layers().commitTree(upper);

    Path tar = store.layers().tar(layer);

    assertEquals(layer.diffId(), Digest.sha256Of(Files.readAllBytes(tar)));
    try (LayerWriter writer = store.layers().newLayer()) {
      Layer second =
          writer.reuse(layer.index().find(EntryPath.of("f")).orElseThrow(), layer).commit();
      assertEquals("content", read(second, "f"));
    }
  }

  @Test
  void trees_ofAStack_fitTheLayersBelow() throws IOException {
    Layer base =
        store
            .layers()
            .importTar(
                Tars.of()
                    .entry(LayerEntry.directory(EntryPath.of("app"), 0700).withTime(5, 0))
                    .file("app/old", "old")
                    .stream());
    Layer top = store.layers().importTar(Tars.of().file("app/new", "new").stream());
    Layer empty = store.layers().empty();

    List<Path> trees = store.layers().trees(List.of(base, top, empty, top));

    assertEquals(2, trees.size());
    assertEquals("old", Files.readString(trees.get(0).resolve("app/old")));
    assertEquals("new", Files.readString(trees.get(1).resolve("app/new")));
    assertEquals(0700, (int) Files.getAttribute(trees.get(1).resolve("app"), "unix:mode") & 07777);
    assertEquals(trees, store.layers().trees(List.of(base, top, empty, top)));
  }

  @Test
  void trees_hardlinkToALowerLayer_copiesItUp() throws IOException {
    Layer base = store.layers().importTar(Tars.of().file("f", "content").stream());
    Layer top =
        store
            .layers()
            .importTar(
                Tars.of()
                    .entry(LayerEntry.hardlink(EntryPath.of("g"), EntryPath.of("f")))
                    .stream());

    List<Path> trees = store.layers().trees(List.of(base, top));

    assertEquals("content", Files.readString(trees.get(1).resolve("g")));
  }

  @Test
  void find_unknown_isEmpty() throws IOException {
    assertTrue(store.layers().find(Digest.sha256Of(new byte[0])).isEmpty());
    assertTrue(store.layers().peek(Digest.sha256Of(new byte[0])).isEmpty());
  }

  @Test
  void index_ofALayer_isReadOnce() throws IOException {
    Layer layer = store.layers().importTar(small().stream());
    LayerIndex index = layer.index();

    assertSame(index, layer.index());
  }
}
