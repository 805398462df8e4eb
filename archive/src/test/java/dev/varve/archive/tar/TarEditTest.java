package dev.varve.archive.tar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.Bytes;
import dev.varve.archive.ContentSource;
import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.model.Digest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TarEditTest {
  private static final int TREES = 400;

  /** The content of a file is made of its size and the path it was made for. */
  private static final ContentSource CONTENT =
      entry -> new ByteArrayInputStream(content(entry.size(), entry.mtimeNanos()));

  private static byte[] content(long size, int seed) {
    byte[] bytes = new byte[(int) size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private final Random random = new Random(11);

  private LayerEntry file(EntryPath path) {
    // A nanosecond of zero or beyond makes headers of different length.
    int nanos = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(999_999_998);
    long size = random.nextInt(4) == 0 ? 0 : random.nextInt(3000);
    return LayerEntry.file(path, 0600 + random.nextInt(64), size)
        .withTime(1_000_000 + random.nextInt(100), nanos)
        .withOwner(random.nextInt(10) == 0 ? 5_000_000 : 7, 8)
        .withDigest(Digest.sha256Of(content(size, nanos)));
  }

  private LayerEntry some(EntryPath path) {
    return switch (random.nextInt(8)) {
      case 0 -> LayerEntry.symlink(path, Bytes.of("x".repeat(1 + random.nextInt(200))));
      case 1 -> LayerEntry.of(path, EntryType.FIFO, 0644);
      default -> file(path);
    };
  }

  private static EntryPath directory(EntryPath path) {
    return path.parent();
  }

  private void put(Map<EntryPath, LayerEntry> tree, EntryPath path) {
    for (EntryPath up = directory(path); !up.isRoot(); up = directory(up)) {
      LayerEntry there = tree.get(up);
      if (there == null || !there.isDirectory()) {
        tree.put(up, LayerEntry.directory(up, 0755).withTime(random.nextInt(1000), 0));
      }
    }
    remove(tree, path);
    tree.put(path, some(path));
  }

  private static void remove(Map<EntryPath, LayerEntry> tree, EntryPath path) {
    tree.keySet().removeIf(each -> each.startsWith(path));
  }

  private EntryPath path() {
    StringBuilder path = new StringBuilder();
    for (int depth = random.nextInt(4); depth >= 0; depth--) {
      path.append("abc-.".charAt(random.nextInt(5))).append(random.nextInt(4));
      path.append(random.nextInt(30) == 0 ? "n".repeat(120) : "").append(depth > 0 ? "/" : "");
    }
    return EntryPath.of(path.toString());
  }

  private static LayerIndex index(Map<EntryPath, LayerEntry> tree) throws IOException {
    LayerIndex.Builder builder = new LayerIndex.Builder();
    for (LayerEntry entry : tree.values()) {
      builder.add(entry);
    }
    return CanonicalTar.layout(builder.build());
  }

  private static byte[] tar(LayerIndex index) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CanonicalTar.write(index, CONTENT, out);
    return out.toByteArray();
  }

  @Test
  void edit_randomTrees_makesIndexAndTarThatBuildingAnewMakes() throws IOException {
    Map<EntryPath, LayerEntry> tree = new TreeMap<>();
    LayerIndex old = index(tree);
    for (int n = 0; n < TREES; n++) {
      Map<EntryPath, LayerEntry> changed = new TreeMap<>(tree);
      for (int edits = random.nextInt(4); edits >= 0; edits--) {
        change(changed);
      }
      LayerIndex wanted = index(changed);

      TarEdit.Edited edited = edited(old, changed);

      assertEquals(wanted, edited.index(), "tree " + n);
      assertEquals(wanted.identity(), edited.index().identity());
      assertArrayEquals(tar(wanted), tar(old, edited), "tree " + n);
      assertEquals(edited.size(), CanonicalTar.size(wanted));
      assertTrue(new TarEdit(edited.index()).fits(edited.size()));
      tree = changed;
      old = edited.index();
    }
  }

  private void change(Map<EntryPath, LayerEntry> tree) {
    EntryPath path = path();
    switch (random.nextInt(5)) {
      case 0 -> remove(tree, path);
      case 1 -> tree.replaceAll((at, entry) -> entry.isDirectory() ? entry.withMode(0711) : entry);
      default -> put(tree, path);
    }
  }

  private static TarEdit.Edited edited(LayerIndex old, Map<EntryPath, LayerEntry> wanted)
      throws IOException {
    TarEdit edit = new TarEdit(old);
    assertTrue(edit.fits(CanonicalTar.size(old)));
    for (LayerEntry entry : wanted.values()) {
      int ordinal = old.indexOf(entry.path());
      if (ordinal < 0) {
        edit.put(entry);
      } else if (old.entry(ordinal).withPlace(false, 0, 0).equals(entry)) {
        edit.keep(ordinal, ordinal + 1);
      } else {
        edit.replace(ordinal, entry);
      }
    }
    return edit.finish();
  }

  private static byte[] tar(LayerIndex old, TarEdit.Edited edited) throws IOException {
    byte[] before = tar(old);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TarWriter writer = new TarWriter(out);
    for (TarEdit.Piece piece : edited.pieces()) {
      switch (piece) {
        case TarEdit.Piece.Kept(long from, long to) ->
            out.write(before, (int) from, (int) (to - from));
        case TarEdit.Piece.Fresh(LayerEntry entry) -> {
          if (entry.type() == EntryType.FILE && entry.size() > 0) {
            writer.add(entry, CONTENT.open(entry));
          } else {
            writer.add(entry);
          }
        }
      }
    }
    return out.toByteArray();
  }

  @Test
  void fits_tarOfAnotherSize_false() throws IOException {
    Map<EntryPath, LayerEntry> tree = new TreeMap<>();
    put(tree, EntryPath.of("a/b"));
    LayerIndex index = index(tree);

    assertFalse(new TarEdit(index).fits(CanonicalTar.size(index) + Tar.BLOCK));
    tree.put(EntryPath.of("c"), LayerEntry.file(EntryPath.of("c"), 0644, 5));
    LayerIndex moved = index(tree).placed(new long[] {7, 7, 7});
    assertFalse(new TarEdit(moved).fits(CanonicalTar.size(moved)));
  }

  @Test
  void put_nameOfAMarker_isRefused() throws IOException {
    TarEdit edit = new TarEdit(LayerIndex.empty());
    LayerEntry marker = LayerEntry.file(EntryPath.of("d/.wh.x"), 0644, 0);

    assertThrows(ArchiveException.class, () -> edit.put(marker));
  }
}
