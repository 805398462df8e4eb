package dev.varve.store;

import dev.varve.archive.LayerIndex;
import dev.varve.archive.tar.Midstates;
import dev.varve.store.disk.Disk;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts finished layers in their place, each whole or not at all. */
final class Publishing {
  private final Disk disk;
  private final LayerFiles files;
  private final Trees.Finder layers;
  private final Function<LayerMeta, Layer> made;

  /**
   * @param layers finds those that are there
   * @param made names one that is there now
   */
  Publishing(Disk disk, LayerFiles files, Trees.Finder layers, Function<LayerMeta, Layer> made) {
    this.disk = disk;
    this.files = files;
    this.layers = layers;
    this.made = made;
  }

  /**
   * What lies beside the index of a layer.
   *
   * @param extents of a layer of that form
   */
  record Beside(@Nullable Extents extents, Midstates states, Imprints imprints) {
    static final Beside NOTHING = new Beside(null, Midstates.NONE, Imprints.NONE);
  }

  /**
   * Makes a prepared directory a layer, with the files that each has; answers the one that is there
   * if another was faster.
   *
   * @param prepared of the scratch directory; it stays there if the layer is known
   */
  Layer publish(Path prepared, LayerMeta meta, LayerIndex index, Beside beside) throws IOException {
    LayerMeta marked = meta.withBoot(disk.syncsAll() ? null : disk.boot());
    try {
      index.write(prepared.resolve(LayerFiles.INDEX));
      if (beside.extents() != null) {
        Files.write(prepared.resolve(LayerFiles.EXTENTS), beside.extents().toBytes());
      }
      if (beside.states().count() > 0) {
        byte[] states = beside.states().toBytes(meta.diffId());
        Files.write(prepared.resolve(LayerFiles.STATES), states);
      }
      if (beside.imprints().count() > 0) {
        byte[] imprints = beside.imprints().toBytes(meta.diffId());
        Files.write(prepared.resolve(LayerFiles.IMPRINTS), imprints);
      }
      disk.write(prepared.resolve(LayerFiles.META), marked.toBytes(), false);
      if (disk.syncsAll()) {
        disk.syncFileSystem();
      }
    } catch (IOException e) {
      throw disk.explain(e);
    }
    disk.leaseNew(Layers.KIND, meta.diffId());
    Path target = files.directory(meta.diffId());
    while (true) {
      Optional<Layer> known = layers.find(meta.diffId());
      if (known.isPresent()) {
        return known.get();
      }
      try {
        disk.publish(prepared, target, false);
        return made.apply(marked);
      } catch (FileSystemException e) {
        // Somebody made it between the look and the rename: look again.
        if (!Files.exists(target)) {
          throw disk.explain(e);
        }
      }
    }
  }
}
