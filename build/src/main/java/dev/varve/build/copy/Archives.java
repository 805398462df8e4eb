package dev.varve.build.copy;

import dev.varve.archive.ContentSource;
import dev.varve.archive.LayerIndex;
import java.io.IOException;
import java.util.Optional;

/** Recognises archives among the sources of ADD. */
public interface Archives {

  /**
   * An archive that was read once.
   *
   * @param index its entries
   * @param contents of its files
   */
  record Archive(LayerIndex index, ContentSource contents) {}

  /**
   * The archive that a file is, whatever its name: a tar, plain or compressed with gzip, bzip2, xz
   * or zstd. Empty for any other file.
   *
   * @throws IOException if it begins like an archive but cannot be read to its end
   */
  Optional<Archive> open(SourceTree tree, SourceTree.Node file)
      throws IOException, InterruptedException;
}
