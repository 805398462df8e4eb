package dev.varve.store;

import dev.varve.archive.LayerIndex;
import dev.varve.archive.LayerRebase;
import dev.varve.archive.RootView;
import dev.varve.model.Digest;
import dev.varve.store.disk.Locks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Unpacks layers whose form is not a tree, once for all who ask at the same time. */
final class Trees {
  private final LayerFiles files;

  Trees(LayerFiles files) {
    this.files = files;
  }

  /** The tree of a layer as it is by itself. */
  Path of(Layer layer) throws IOException {
    LayerMeta meta = layer.meta();
    if (meta.form() == LayerForm.TREE) {
      return files.tree(meta.diffId());
    }
    UnpackedTree tree = named(layer, LayerFiles.TREE);
    if (!tree.isTrusted()) {
      make(tree, layer, layer.index());
    }
    return tree.path();
  }

  /**
   * The trees of a stack, bottom first: without layers that change nothing, and without those that
   * come again further up, which overlay refuses and whose every entry is hidden anyway.
   */
  List<Path> of(List<Layer> bottomFirst) throws IOException {
    List<Path> topFirst = new ArrayList<>();
    Set<Digest> seen = new HashSet<>();
    for (int i = bottomFirst.size() - 1; i >= 0; i--) {
      Layer layer = bottomFirst.get(i);
      if (!layer.index().isEmpty() && seen.add(layer.diffId())) {
        topFirst.add(standsAlone(layer) ? of(layer) : on(bottomFirst.subList(0, i), layer));
      }
    }
    Collections.reverse(topFirst);
    return topFirst;
  }

  /** Whether its tree is the same whatever is below, as for nearly all layers. */
  private static boolean standsAlone(Layer layer) throws IOException {
    LayerIndex index = layer.index();
    return index.impliedCount() == 0 && index.externalLinkCount() == 0;
  }

  private Path on(List<Layer> below, Layer layer) throws IOException {
    List<Digest> diffIds = new ArrayList<>();
    for (Layer each : below) {
      diffIds.add(each.diffId());
    }
    UnpackedTree tree = named(layer, UnpackedTree.nameOn(diffIds));
    if (!tree.isTrusted()) {
      List<LayerIndex> indexes = new ArrayList<>();
      for (Layer each : below) {
        indexes.add(each.index());
      }
      make(tree, layer, LayerRebase.onto(new RootView(indexes), diffIds, layer.index()));
    }
    return tree.path();
  }

  private UnpackedTree named(Layer layer, String name) {
    return new UnpackedTree(files.disk(), files.directory(layer.diffId()), name);
  }

  private void make(UnpackedTree tree, Layer layer, LayerIndex index) throws IOException {
    try (Locks.Held _ = files.lock(layer.diffId())) {
      if (!tree.isTrusted() && !tree.isGoodAfterReboot(index)) {
        tree.unpack(index, files.contents(layer.meta(), index.sources()));
      }
    }
  }
}
