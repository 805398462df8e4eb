package dev.varve.build.step;

import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.build.copy.CopySpec;
import dev.varve.build.copy.SelectedFiles;
import dev.varve.build.copy.SourceTree;
import dev.varve.model.Digest;
import dev.varve.store.files.FileList;
import dev.varve.store.files.ListedFile;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lists what a COPY takes, by the paths of the source tree. */
final class FileLister {
  private FileLister() {}

  static FileList list(SourceTree tree, CopySpec spec) throws IOException, InterruptedException {
    Map<Object, ListedFile> files = new LinkedHashMap<>();
    for (SourceTree.Node node : SelectedFiles.of(tree, spec)) {
      LayerEntry entry = node.entry();
      files.put(entry.path(), listed(entry, fingerprint(tree, node)));
    }
    return FileList.of(List.copyOf(files.values()));
  }

  /** An entry of a layer, whose digest is known. */
  static ListedFile listed(LayerEntry entry) {
    if (entry.type() == EntryType.SYMLINK) {
      return listed(entry, first(Digest.sha256Of(entry.linkTarget().toArray())));
    }
    Digest digest = entry.hasContent() ? entry.digest() : null;
    return listed(entry, digest == null ? 0 : first(digest));
  }

  private static ListedFile listed(LayerEntry entry, long fingerprint) {
    return new ListedFile(
        entry.path(),
        typeBits(entry.type()) | entry.mode(),
        entry.uid(),
        entry.gid(),
        entry.size(),
        fingerprint);
  }

  private static long fingerprint(SourceTree tree, SourceTree.Node node)
      throws IOException, InterruptedException {
    LayerEntry entry = node.entry();
    Digest digest;
    if (entry.hasContent()) {
      digest = tree.digest(node);
    } else if (entry.type() == EntryType.SYMLINK) {
      digest = Digest.sha256Of(entry.linkTarget().toArray());
    } else {
      return 0;
    }
    return first(digest);
  }

  private static long first(Digest digest) {
    long first = 0;
    byte[] bytes = digest.bytes();
    for (int i = 0; i < Long.BYTES; i++) {
      first = first << 8 | (bytes[i] & 0xff);
    }
    return first;
  }

  private static int typeBits(EntryType type) {
    return switch (type) {
      case FILE, HARDLINK -> 0100000;
      case DIRECTORY -> 0040000;
      case SYMLINK -> 0120000;
      case CHAR_DEVICE -> 0020000;
      case BLOCK_DEVICE -> 0060000;
      case FIFO -> 0010000;
      case WHITEOUT -> 0;
    };
  }
}
