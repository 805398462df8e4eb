package dev.varve.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.archive.tar.RandomTree;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LayerDeltaTest {
  private static final int TREES = 400;

  private static LayerEntry plain(LayerEntry entry) {
    return entry.withPlace(false, 0, 0);
  }

  @Test
  void between_randomTrees_showsTheWantedOneAboveTheOther() throws IOException {
    RandomTree random = new RandomTree(17);
    Map<EntryPath, LayerEntry> tree = new TreeMap<>();
    for (int n = 0; n < TREES; n++) {
      Map<EntryPath, LayerEntry> changed = new TreeMap<>(tree);
      for (int edits = random.number(4); edits >= 0; edits--) {
        random.change(changed);
      }
      LayerIndex below = RandomTree.index(tree);
      LayerIndex wanted = RandomTree.index(changed);

      LayerIndex delta = LayerDelta.between(below, wanted, Integer.MAX_VALUE).orElseThrow();

      Map<EntryPath, LayerEntry> seen = new TreeMap<>();
      new RootView(List.of(below, delta))
          .walk(
              EntryPath.ROOT,
              found -> {
                seen.put(found.entry().path(), plain(found.entry()));
                return true;
              });
      Map<EntryPath, LayerEntry> expected = new TreeMap<>();
      wanted.forEach(entry -> expected.put(entry.path(), plain(entry)));
      assertEquals(expected, seen, "tree " + n);
      assertEquals(0, delta.impliedCount());
      tree = changed;
    }
  }

  @Test
  void between_sameLayers_isEmpty() throws IOException {
    RandomTree random = new RandomTree(1);
    Map<EntryPath, LayerEntry> tree = new TreeMap<>();
    random.put(tree, EntryPath.of("a/b/c"));
    LayerIndex index = RandomTree.index(tree);

    assertTrue(LayerDelta.between(index, index, 0).orElseThrow().isEmpty());
  }

  @Test
  void between_moreThanAllowed_isNone() throws IOException {
    RandomTree random = new RandomTree(1);
    Map<EntryPath, LayerEntry> tree = new TreeMap<>();
    random.put(tree, EntryPath.of("a/b/c"));

    assertEquals(
        Optional.empty(), LayerDelta.between(LayerIndex.empty(), RandomTree.index(tree), 2));
  }

  @Test
  void between_layerThatHidesSomething_isNone() throws IOException {
    LayerIndex whiteout =
        new LayerIndex.Builder().add(LayerEntry.whiteout(EntryPath.of("w"))).build();

    assertEquals(Optional.empty(), LayerDelta.between(LayerIndex.empty(), whiteout, 100));
  }
}
