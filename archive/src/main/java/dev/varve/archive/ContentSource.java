package dev.varve.archive;

import java.io.IOException;
import java.io.InputStream;

/** Where the bytes of a layer's files come from. Safe for use by several threads at once. */
@FunctionalInterface
public interface ContentSource {
  /** For layers that hold no file with content. */
  ContentSource NONE =
      entry -> {
        throw new ArchiveException(entry.path(), "no source for its content");
      };

  /**
   * Opens the content of a {@link EntryType#FILE} or {@link EntryType#HARDLINK} entry: exactly
   * {@link LayerEntry#size()} bytes. The caller closes the stream.
   *
   * @throws IOException the content is missing or cannot be read
   */
  InputStream open(LayerEntry entry) throws IOException;

  /**
   * Opens the content of such an entry from some byte on, for who needs a part of it only. What is
   * skipped is not read where that can be avoided, and so what is given is not compared with the
   * digest of the whole, even by sources that do so otherwise.
   */
  default InputStream openFrom(LayerEntry entry, long from) throws IOException {
    InputStream in = open(entry);
    try {
      in.skipNBytes(from);
      return in;
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }
}
