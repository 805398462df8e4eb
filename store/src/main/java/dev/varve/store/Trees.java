package dev.varve.store;

import dev.varve.archive.EntryPath;
import dev.varve.archive.LayerDelta;
import dev.varve.archive.LayerEntry;
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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;

/** Unpacks layers whose form is not a tree, once for all who ask at the same time. */
final class Trees {
  /** How far back the layer that one was made from is looked for. */
  private static final int MOST_STEPS_BACK = 64;

  /** A tree above another is worth it up to a share of the entries, and these. */
  private static final int SMALL = 256;

  private final LayerFiles files;
  private final Finder layers;

  Trees(LayerFiles files, Finder layers) {
    this.files = files;
    this.layers = layers;
  }

  /** Finds a layer, which then stays until the store is closed. */
  @FunctionalInterface
  interface Finder {
    Optional<Layer> find(Digest diffId) throws IOException;
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
   * The trees of a stack, bottom first: without layers that change nothing, without those below a
   * layer that hides all, and without those that come again further up, which overlay refuses and
   * whose every entry is hidden anyway.
   */
  List<Path> of(List<Layer> bottomFirst) throws IOException {
    List<Path> topFirst = new ArrayList<>();
    Set<Digest> seen = new HashSet<>();
    for (int i = bottomFirst.size() - 1; i >= 0; i--) {
      Layer layer = bottomFirst.get(i);
      if (layer.index().isEmpty()) {
        continue;
      }
      TreeDraft draft = layer.draft();
      if (draft != null && !layer.isSealed()) {
        topFirst.add(draft.tree());
      } else if (seen.add(layer.diffId())) {
        if (!standsAlone(layer)) {
          topFirst.add(on(bottomFirst.subList(0, i), layer));
        } else if (!addChange(layer, topFirst, seen)) {
          topFirst.add(of(layer));
        }
      }
      if (hidesAll(layer.index())) {
        break;
      }
    }
    Collections.reverse(topFirst);
    return topFirst;
  }

  /** Whether nothing below shows: overlay does not ask whether the root of a tree is opaque. */
  private static boolean hidesAll(LayerIndex index) {
    Optional<LayerEntry> root = index.find(EntryPath.ROOT);
    return root.isPresent() && root.get().opaque();
  }

  /** As {@link #of(List)}; none of those that are not sealed is renamed meanwhile. */
  HeldTrees hold(List<Layer> bottomFirst) throws IOException {
    List<Lock> held = new ArrayList<>();
    for (Layer layer : bottomFirst) {
      TreeDraft draft = layer.draft();
      if (draft != null) {
        Lock lock = draft.staying();
        lock.lock();
        held.add(lock);
      }
    }
    try {
      return new HeldTrees(of(bottomFirst), held);
    } catch (IOException | RuntimeException e) {
      held.forEach(Lock::unlock);
      throw e;
    }
  }

  /**
   * Adds the tree of the layer that one was made from, and above it what is different. False if
   * there is no such tree, or the layer has one of its own.
   */
  private boolean addChange(Layer layer, List<Path> topFirst, Set<Digest> seen) throws IOException {
    Optional<Layer> base = hasTree(layer) ? Optional.empty() : unpackedBase(layer);
    if (base.isEmpty() || seen.contains(base.get().diffId())) {
      return false;
    }
    UnpackedTree tree = named(layer, UnpackedTree.nameAbove(base.get().diffId()));
    if (!tree.isTrusted()) {
      int most = SMALL + layer.index().size() / 4;
      Optional<LayerIndex> delta = LayerDelta.between(base.get().index(), layer.index(), most);
      if (delta.isEmpty()) {
        return false;
      }
      make(tree, layer, delta.get());
    }
    topFirst.add(tree.path());
    topFirst.add(of(base.get()));
    seen.add(base.get().diffId());
    return true;
  }

  private Optional<Layer> unpackedBase(Layer layer) throws IOException {
    Digest next = layer.meta().base();
    for (int i = 0; i < MOST_STEPS_BACK && next != null; i++) {
      Optional<Layer> base = layers.find(next);
      if (base.isEmpty() || hasTree(base.get())) {
        return base;
      }
      next = base.get().meta().base();
    }
    return Optional.empty();
  }

  private boolean hasTree(Layer layer) throws IOException {
    return layer.meta().form() == LayerForm.TREE || named(layer, LayerFiles.TREE).isTrusted();
  }

  /** Whether its tree is the same whatever is below, as for nearly all layers. */
  private static boolean standsAlone(Layer layer) throws IOException {
    LayerIndex index = layer.index();
    return index.impliedCount() == 0 && index.externalLinkCount() == 0;
  }

  /** See {@link Layers#checkStack}. */
  void check(List<Layer> bottomFirst) throws IOException {
    for (int i = 0; i < bottomFirst.size(); i++) {
      Layer layer = bottomFirst.get(i);
      if (layer.index().externalLinkCount() > 0) {
        rebased(bottomFirst.subList(0, i), layer);
      }
    }
  }

  private static LayerIndex rebased(List<Layer> below, Layer layer) throws IOException {
    List<LayerIndex> indexes = new ArrayList<>();
    for (Layer each : below) {
      indexes.add(each.index());
    }
    return LayerRebase.onto(new RootView(indexes), diffIds(below), layer.index());
  }

  private static List<Digest> diffIds(List<Layer> layers) {
    List<Digest> diffIds = new ArrayList<>();
    for (Layer each : layers) {
      diffIds.add(each.diffId());
    }
    return diffIds;
  }

  private Path on(List<Layer> below, Layer layer) throws IOException {
    UnpackedTree tree = named(layer, UnpackedTree.nameOn(diffIds(below)));
    if (!tree.isTrusted()) {
      make(tree, layer, rebased(below, layer));
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
