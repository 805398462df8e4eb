package dev.varve.archive.tar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TarEditTest {
  private static final int TREES = 400;

  private final RandomTree random = new RandomTree(11);

  private static byte[] tar(LayerIndex index) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CanonicalTar.write(index, RandomTree.CONTENT, out);
    return out.toByteArray();
  }

  @Test
  void edit_randomTrees_makesIndexAndTarThatBuildingAnewMakes() throws IOException {
    Map<EntryPath, LayerEntry> tree = new TreeMap<>();
    LayerIndex old = RandomTree.index(tree);
    for (int n = 0; n < TREES; n++) {
      Map<EntryPath, LayerEntry> changed = new TreeMap<>(tree);
      for (int edits = random.number(4); edits >= 0; edits--) {
        random.change(changed);
      }
      LayerIndex wanted = RandomTree.index(changed);

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
            writer.add(entry, RandomTree.CONTENT.open(entry));
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
    random.put(tree, EntryPath.of("a/b"));
    LayerIndex index = RandomTree.index(tree);

    assertFalse(new TarEdit(index).fits(CanonicalTar.size(index) + Tar.BLOCK));
    tree.put(EntryPath.of("c"), LayerEntry.file(EntryPath.of("c"), 0644, 5));
    LayerIndex moved = RandomTree.index(tree).placed(new long[] {7, 7, 7});
    assertFalse(new TarEdit(moved).fits(CanonicalTar.size(moved)));
  }

  @Test
  void put_nameOfAMarker_isRefused() throws IOException {
    TarEdit edit = new TarEdit(LayerIndex.empty());
    LayerEntry marker = LayerEntry.file(EntryPath.of("d/.wh.x"), 0644, 0);

    assertThrows(ArchiveException.class, () -> edit.put(marker));
  }
}
