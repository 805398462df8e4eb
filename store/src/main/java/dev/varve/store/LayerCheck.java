package dev.varve.store;

import dev.varve.archive.LayerIndex;
import dev.varve.model.Digest;
import dev.varve.store.disk.DamagedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads all of a layer and says what is wrong with it. */
final class LayerCheck {
  private final LayerFiles files;

  LayerCheck(LayerFiles files) {
    this.files = files;
  }

  /** What is damaged in what the layer consists of; nothing for a good one. */
  List<String> damage(LayerMeta meta) throws IOException {
    return damage(meta, blob -> files.blobs().isIntact(blob));
  }

  /** Answers whether a blob, which is there, is what its digest says. */
  @FunctionalInterface
  interface Intact {
    boolean isIntact(Digest blob) throws IOException;
  }

  /** As {@link #damage(LayerMeta)}, where somebody may know about the blobs already. */
  List<String> damage(LayerMeta meta, Intact blobs) throws IOException {
    LayerIndex index;
    try {
      index = files.index(meta.diffId());
    } catch (DamagedException e) {
      return List.of(e.damage());
    }
    List<String> damage = new ArrayList<>();
    try {
      Optional<Extents> extents = files.extents(meta);
      if (meta.form() == LayerForm.EXTENTS
          && !extents.map(Extents::blobs).equals(Optional.of(meta.sources()))) {
        damage.add("its extents name other blobs than its metadata");
      }
    } catch (DamagedException e) {
      damage.add(e.damage());
    }
    for (Digest blob : meta.blobs()) {
      if (files.blobs().size(blob).isEmpty()) {
        damage.add("its blob " + blob + " is missing");
      } else if (!blobs.isIntact(blob)) {
        damage.add("its blob " + blob + " has another digest");
      }
    }
    if (meta.form() == LayerForm.TREE) {
      damage.addAll(TreeCheck.damage(index, files.tree(meta.diffId())));
    }
    return damage;
  }
}
