package dev.varve.archive.tree;

import dev.varve.archive.LayerIndex;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Reads a directory as a layer: the upper directory of an overlay, or any tree. Nothing in it may
 * change meanwhile.
 *
 * <p>Character devices 0:0 are whiteouts, overlay's opaque attributes make opaque directories;
 * overlay's own attributes and those the host puts on every file (SELinux labels, integrity) are
 * left out. Names of one inode become one file and hard links to its first name. Sockets are left
 * out, as tar cannot hold them. Pipes and devices are never opened, symbolic links never followed.
 * The root directory's own metadata is not read.
 */
public final class TreeReader {
  private TreeReader() {}

  /**
   * The index of the layer that {@code tree} holds, content digests included; offsets are those in
   * its {@link dev.varve.archive.tar.CanonicalTar}. {@link TreeReading} hashes that tar as well.
   *
   * @throws IOException a file cannot be read, or the tree holds what no layer can: a name that
   *     starts with {@code .wh.}, or a directory that overlay has moved by reference
   */
  public static LayerIndex read(Path tree) throws IOException {
    try (TreeReading reading = TreeReading.list(tree)) {
      return reading.index();
    }
  }
}
