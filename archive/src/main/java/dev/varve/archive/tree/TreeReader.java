package dev.varve.archive.tree;

import dev.varve.archive.EntryPath;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.tar.CanonicalTar;
import dev.varve.linux.Dir;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
   * its {@link CanonicalTar}.
   *
   * @throws IOException a file cannot be read, or the tree holds what no layer can: a name that
   *     starts with {@code .wh.}, or a directory that overlay has moved by reference
   */
  public static LayerIndex read(Path tree) throws IOException {
    try (Dir root = Dir.open(tree)) {
      TreeScan scan = new TreeScan(root);
      List<TreeScan.Seen> entries = scan.run();
      entries.sort(Comparator.comparing(seen -> seen.entry().path()));
      return CanonicalTar.layout(index(entries));
    }
  }

  private static LayerIndex index(List<TreeScan.Seen> entries) throws IOException {
    LayerIndex.Builder builder = new LayerIndex.Builder();
    Map<TreeScan.Inode, List<EntryPath>> links = new HashMap<>();
    for (TreeScan.Seen seen : entries) {
      TreeScan.Inode inode = seen.inode();
      if (inode == null) {
        builder.add(seen.entry());
        continue;
      }
      List<EntryPath> names = links.computeIfAbsent(inode, _ -> new ArrayList<>(2));
      names.add(seen.entry().path());
      LayerEntry file = seen.entry().withDigest(inode.digest());
      if (names.size() == 1) {
        builder.add(file);
      } else {
        builder.add(LayerEntry.hardlink(file.path(), names.getFirst()).withMetadataOf(file));
      }
    }
    return builder.build();
  }
}
