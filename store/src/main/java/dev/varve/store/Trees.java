package dev.varve.store;

import dev.varve.model.Digest;
import dev.varve.store.disk.Disk;
import dev.varve.store.disk.Locks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Unpacks layers whose form is not a tree, once for all who ask at the same time. */
final class Trees {
  private final LayerFiles files;
  private final Disk disk;

  Trees(LayerFiles files) {
    this.files = files;
    this.disk = files.disk();
  }

  Path of(Layer layer, LayerMeta meta) throws IOException {
    Digest diffId = layer.diffId();
    Path tree = files.tree(diffId);
    if (meta.form() == LayerForm.TREE || files.hasTrustedTree(diffId)) {
      return tree;
    }
    try (Locks.Held _ = files.lock(diffId)) {
      if (!files.hasTrustedTree(diffId) && !isGoodAfterReboot(layer, tree)) {
        unpack(layer, tree);
      }
      return tree;
    }
  }

  /** Whether a tree that another boot left is what the index says; it is kept then for good. */
  private boolean isGoodAfterReboot(Layer layer, Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return false;
    }
    if (TreeCheck.damage(layer.index(), tree).isEmpty()) {
      files.markTree(layer.diffId(), true);
      return true;
    }
    disk.discard(tree);
    return false;
  }

  private void unpack(Layer layer, Path tree) throws IOException {
    Path fresh = disk.fresh("tree");
    try {
      Conversions.writeTree(layer.index(), layer.contents(), fresh);
      if (disk.syncsAll()) {
        disk.syncFileSystem();
      }
      // The mark first: without a tree it means nothing, and a tree without it would be distrusted.
      files.markTree(layer.diffId(), disk.syncsAll());
      disk.publish(fresh, tree, false);
    } catch (IOException e) {
      disk.delete(fresh);
      throw disk.explain(e, fresh);
    }
  }
}
