package dev.varve.build.copy;

import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.model.Digest;
import java.io.IOException;

/**
 * All that is in a directory, to be copied where nothing of its own kind is in the way.
 *
 * @param folder without files of several names
 * @param origin the directory's path in the source tree
 * @param to the directory in the layer
 * @param expansion stages all of it entry by entry
 */
record Subtree(
    SourceTree source,
    SourceFolder folder,
    EntryPath origin,
    EntryPath to,
    Stamp stamp,
    Expansion expansion) {

  /** Puts a subtree's entries into the target. */
  @FunctionalInterface
  interface Expansion {
    void run() throws IOException, InterruptedException;
  }

  /** The permissions that an entry of a folder gets. */
  int mode(SourceFolder folder, int i) {
    int mode = folder.mode(i);
    EntryType type = folder.type(i);
    return stamp.mode().isEmpty() || type == EntryType.SYMLINK
        ? mode
        : stamp.mode().get().apply(mode, type == EntryType.DIRECTORY);
  }

  long uid(SourceFolder folder, int i) {
    return stamp.owner().isEmpty() ? folder.uid(i) : stamp.owner().get().uid();
  }

  long gid(SourceFolder folder, int i) {
    return stamp.owner().isEmpty() ? folder.gid(i) : stamp.owner().get().gid();
  }

  /** An entry of a folder at its place in the layer, and its content. */
  StagedEntry entry(SourceFolder folder, int i, EntryPath at) throws IOException {
    SourceTree.Node node = folder.node(i);
    LayerEntry entry = node.entry().withPath(at);
    FileContent content = null;
    if (entry.hasContent()) {
      byte[] digest = new byte[Digest.SIZE];
      folder.digest(i, digest, 0);
      entry =
          LayerEntry.file(at, entry.mode(), entry.size())
              .withMetadataOf(entry)
              .withDigest(Digest.ofSha256(digest));
      content = new FileContent.InTree(source, node);
    }
    return new StagedEntry(stamp.on(entry), content, node.path());
  }
}
