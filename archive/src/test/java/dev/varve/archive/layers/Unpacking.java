package dev.varve.archive.layers;

import dev.varve.archive.ContentSource;
import dev.varve.archive.EntryPath;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.LayerRebase;
import dev.varve.archive.Limits;
import dev.varve.archive.RootView;
import dev.varve.archive.compress.Compression;
import dev.varve.archive.tar.LayerScan;
import dev.varve.archive.tar.TarContents;
import dev.varve.archive.tree.TreeWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A layer's way from bytes to a tree on top of another one, as a store goes it, without a store.
 */
final class Unpacking implements AutoCloseable {
  private final Path directory;
  private final List<LayerScan.ScannedLayer> layers = new ArrayList<>();
  private final List<TarContents> contents = new ArrayList<>();

  /**
   * @param directory for tars and trees
   */
  Unpacking(Path directory) {
    this.directory = directory;
  }

  /** Reads a layer, compressed or not, on top of those read before. */
  LayerScan.ScannedLayer read(byte[] stream) throws IOException {
    Path tar = directory.resolve("tar" + layers.size());
    LayerScan.ScannedLayer scanned;
    try (InputStream in =
            Compression.decompressed(new ByteArrayInputStream(stream), Limits.DEFAULT);
        OutputStream out = Files.newOutputStream(tar)) {
      scanned = LayerScan.scan(in, out, Limits.DEFAULT);
    } catch (IOException e) {
      Files.delete(tar);
      throw e;
    }
    layers.add(scanned);
    contents.add(TarContents.open(tar));
    return scanned;
  }

  /** Unpacks all that was read; the trees that an overlay would be made of, bottom first. */
  List<Path> trees() throws IOException {
    List<Path> trees = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      List<LayerScan.ScannedLayer> below = layers.subList(0, i);
      RootView view = new RootView(below.stream().map(LayerScan.ScannedLayer::index).toList());
      LayerIndex index =
          LayerRebase.onto(
              view,
              below.stream().map(LayerScan.ScannedLayer::diffId).toList(),
              layers.get(i).index());
      Path tree = Files.createDirectory(directory.resolve("tree" + i));
      TreeWriter.apply(index, contentsOf(index, i), tree);
      Optional<LayerEntry> root = index.find(EntryPath.ROOT);
      if (root.isPresent() && root.get().opaque()) {
        trees.clear();
      }
      trees.add(tree);
    }
    return trees;
  }

  private ContentSource contentsOf(LayerIndex index, int own) {
    return entry -> {
      int layer = own;
      if (entry.source() > 0) {
        layer = 0;
        while (!layers.get(layer).diffId().equals(index.sources().get(entry.source() - 1))) {
          layer++;
        }
      }
      return contents.get(layer).open(entry);
    };
  }

  @Override
  public void close() {
    contents.forEach(TarContents::close);
  }
}
