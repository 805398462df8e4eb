package dev.varve.store;

import dev.varve.model.Digest;
import dev.varve.store.disk.DamagedException;
import dev.varve.store.disk.DiskFiles;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** How many bytes objects take. Trees are not walked: their index knows what is in them. */
final class Sizes {
  private final Parts parts;

  Sizes(Parts parts) {
    this.parts = parts;
  }

  /** The directory of a layer: index, metadata, and the content of its trees. */
  long layerDirectory(Digest diffId) throws IOException {
    LayerFiles files = parts.layers().files();
    long bytes = 0;
    for (Path file : DiskFiles.list(files.directory(diffId))) {
      bytes += UnpackedTree.isName(DiskFiles.name(file)) ? tree(diffId, file) : file(file);
    }
    return bytes;
  }

  /** The content of those trees of a layer that could be made again. */
  long unpacked(LayerMeta meta) throws IOException {
    long bytes = 0;
    for (UnpackedTree tree : parts.layers().files().unpacked(meta)) {
      bytes += tree(meta.diffId(), tree.path());
    }
    return bytes;
  }

  private long tree(Digest diffId, Path tree) throws IOException {
    try {
      return parts.layers().files().index(diffId).contentSize();
    } catch (DamagedException e) {
      return below(tree);
    }
  }

  /** Everything below a directory, found by walking it; what cannot be read counts as nothing. */
  static long below(Path directory) throws IOException {
    long[] bytes = {0};
    if (Files.exists(directory)) {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              bytes[0] += attributes.isRegularFile() ? attributes.size() : 0;
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              return FileVisitResult.CONTINUE;
            }
          });
    }
    return bytes[0];
  }

  static long file(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }
}
