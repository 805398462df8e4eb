package dev.varve.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerIndexTest {
  private static final Digest X = Digest.sha256Of(new byte[] {'x'});

  @TempDir Path temp;

  private static LayerEntry file(String path) {
    return LayerEntry.file(EntryPath.of(path), 0644, 1).withDigest(X);
  }

  private static LayerIndex of(LayerEntry... entries) throws ArchiveException {
    LayerIndex.Builder builder = new LayerIndex.Builder();
    for (LayerEntry entry : entries) {
      builder.add(entry);
    }
    return builder.build();
  }

  private static LayerEntry full() {
    return new LayerEntry(
        EntryPath.of("dir/full"),
        EntryType.FILE,
        07777,
        LayerEntry.MAX_ID,
        3_000_000_000L,
        1L << 40,
        -5,
        999_999_999,
        Bytes.EMPTY,
        List.of(
            new Xattr(Bytes.of("security.capability"), Bytes.of(new byte[] {1, 0, 2})),
            new Xattr(Bytes.of("user.empty"), Bytes.EMPTY)),
        0,
        0,
        false,
        false,
        true,
        X,
        1,
        1L << 50);
  }

  @Test
  void index_writtenAndMapped_givesTheSameEntries() throws IOException {
    LayerIndex.Builder builder = new LayerIndex.Builder();
    assertEquals(1, builder.source(X));
    assertEquals(1, builder.source(X));
    LayerEntry device =
        LayerEntry.of(EntryPath.of("dev"), EntryType.BLOCK_DEVICE, 0660).withDevice(8, 1048575);
    LayerEntry link = LayerEntry.symlink(EntryPath.of("l\u00ef"), Bytes.of("../\u00ff"));
    builder.add(full()).add(device).add(link).add(LayerEntry.whiteout(EntryPath.of("gone")));
    LayerIndex index = builder.build();
    Path path = temp.resolve("index");
    index.write(path);
    LayerIndex mapped = LayerIndex.open(path);
    assertEquals(index, mapped);
    assertEquals(full(), mapped.find(EntryPath.of("dir/full")).orElseThrow());
    assertEquals(device, mapped.find(EntryPath.of("dev")).orElseThrow());
    assertEquals(link, mapped.find(EntryPath.of("l\u00ef")).orElseThrow());
    assertEquals(EntryType.WHITEOUT, mapped.find(EntryPath.of("gone")).orElseThrow().type());
    assertTrue(mapped.find(EntryPath.of("dir")).orElseThrow().implied());
    assertEquals(List.of(X), mapped.sources());
    assertEquals(1L << 40, mapped.contentSize());
    assertEquals(1, mapped.impliedCount());
    assertEquals(index.identity(), mapped.identity());
  }

  @Test
  void index_anyByteFlipped_refused() throws IOException {
    Path path = temp.resolve("index");
    of(file("a/b"), file("c")).write(path);
    byte[] good = Files.readAllBytes(path);
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 4;
      Files.write(path, bad);
      assertThrows(ArchiveException.class, () -> LayerIndex.open(path), "byte " + i);
    }
    for (int length = 0; length < good.length; length += 7) {
      Files.write(path, Arrays.copyOf(good, length));
      assertThrows(ArchiveException.class, () -> LayerIndex.open(path));
    }
  }

  @Test
  void lookup_randomTree_findsWhatIsThere() throws IOException {
    Random random = new Random(5);
    TreeSet<EntryPath> paths = new TreeSet<>();
    LayerIndex.Builder builder = new LayerIndex.Builder();
    for (int i = 0; i < 3000; i++) {
      String path =
          "d"
              + random.nextInt(20)
              + "/"
              + "abc-./".charAt(random.nextInt(4))
              + random.nextInt(30)
              + "x/f"
              + random.nextInt(9);
      builder.add(file(path));
      for (EntryPath at = EntryPath.of(path); !at.isRoot(); at = at.parent()) {
        paths.add(at);
      }
    }
    LayerIndex index = builder.build();
    List<EntryPath> all = new ArrayList<>();
    for (int i = 0; i < index.size(); i++) {
      all.add(index.path(i));
      assertEquals(i, index.indexOf(index.path(i)));
      int parent = index.parent(i);
      assertEquals(index.path(i).parent(), parent < 0 ? EntryPath.ROOT : index.path(parent));
      for (int j = i + 1; j < Math.min(i + 40, index.size()); j++) {
        assertEquals(j < index.end(i), index.path(j).startsWith(index.path(i)));
      }
    }
    assertEquals(new ArrayList<>(paths), all);
    assertTrue(index.find(EntryPath.of("d1/nothing")).isEmpty());
    assertTrue(index.indexOf(EntryPath.of("zzz")) == -index.size() - 1);
    LayerIndex.Range range = index.children(EntryPath.of("d3"));
    int children = 0;
    for (int i = range.from(); i < range.to(); i = index.end(i)) {
      assertTrue(index.path(i).isChildOf(EntryPath.of("d3")));
      children++;
    }
    assertEquals(paths.stream().filter(p -> p.isChildOf(EntryPath.of("d3"))).count(), children);
  }

  @Test
  void identity_timesAndPlaces_ignored() throws ArchiveException {
    Digest plain = of(file("a")).identity();
    assertEquals(plain, of(file("a").withTime(99, 1)).identity());
    assertEquals(plain, of(file("a").withPlace(true, 0, 77)).identity());
    assertNotEquals(plain, of(file("a").withMode(0600)).identity());
    assertNotEquals(plain, of(file("a").withOwner(0, 1)).identity());
    assertNotEquals(plain, of(file("b")).identity());
    assertNotEquals(plain, of(file("a").withDigest(Digest.sha256Of(new byte[] {'y'}))).identity());
    assertNotEquals(
        plain,
        of(file("a").withXattrs(List.of(new Xattr(Bytes.of("user.a"), Bytes.EMPTY)))).identity());
    assertNotEquals(plain, of(file("a"), LayerEntry.whiteout(EntryPath.of("b"))).identity());
  }

  @Test
  void identity_withoutDigests_unknown() throws ArchiveException {
    LayerIndex index = of(LayerEntry.file(EntryPath.of("a"), 0644, 1));
    assertThrows(IllegalStateException.class, index::identity);
  }

  @Test
  void builder_anyOrder_sameIndex() throws ArchiveException {
    LayerIndex sorted = of(LayerEntry.directory(EntryPath.of("a"), 0700), file("a/b"), file("c"));
    LayerIndex reversed = of(file("c"), file("a/b"), LayerEntry.directory(EntryPath.of("a"), 0700));
    assertEquals(sorted, reversed);
    assertFalse(reversed.find(EntryPath.of("a")).orElseThrow().implied());
  }

  @Test
  void builder_linkBeforeItsFile_bound() throws ArchiveException {
    LayerIndex index = of(LayerEntry.hardlink(EntryPath.of("z"), EntryPath.of("m")), file("m"));
    assertEquals(EntryType.FILE, index.find(EntryPath.of("m")).orElseThrow().type());
    assertEquals(X, index.find(EntryPath.of("z")).orElseThrow().digest());
    assertEquals(0, index.externalLinkCount());
  }

  @Test
  void builder_markerName_refused() {
    assertThrows(ArchiveException.class, () -> of(file("a/.wh.b")));
    assertThrows(ArchiveException.class, () -> of(file(".wh.a/b")));
  }

  @Test
  void builder_manyReplacedSubtrees_staysFast() throws ArchiveException {
    LayerIndex.Builder builder = new LayerIndex.Builder();
    for (int i = 0; i < 60_000; i++) {
      builder.add(file("a/b/c"));
      builder.add(file("a"));
      builder.add(LayerEntry.directory(EntryPath.of("a"), 0755));
    }
    assertEquals(1, builder.build().size());
  }

  @Test
  void placed_offsets_replaceSourcesOnly() throws ArchiveException {
    LayerIndex.Builder builder = new LayerIndex.Builder();
    builder.source(X);
    LayerIndex index = builder.add(full()).add(file("z")).build();
    LayerIndex placed = index.placed(new long[] {0, 512, 4096});
    assertEquals(List.of(), placed.sources());
    assertEquals(index.identity(), placed.identity());
    assertEquals(full().withPlace(false, 0, 512), placed.entry(1));
    assertEquals(file("z").withPlace(false, 0, 4096), placed.entry(2));
  }
}
