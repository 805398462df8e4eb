package dev.varve.build.copy;

import dev.varve.archive.ContentSource;
import dev.varve.archive.LayerEntry;
import dev.varve.store.Layer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Where the bytes of a file that is put into a layer come from. */
public sealed interface FileContent {

  InputStream open() throws IOException;

  /** A file of a source tree. */
  record InTree(SourceTree tree, SourceTree.Node node) implements FileContent {
    @Override
    public InputStream open() throws IOException {
      return tree.open(node);
    }
  }

  /** A file of another layer, which need not be copied. */
  record InLayer(Layer layer, LayerEntry entry) implements FileContent {
    @Override
    public InputStream open() throws IOException {
      return layer.contents().open(entry);
    }
  }

  /** Text of the Dockerfile. */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  record Inline(byte[] bytes) implements FileContent {
    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }
  }

  /** A file of an archive. */
  record InArchive(ContentSource archive, LayerEntry entry) implements FileContent {
    @Override
    public InputStream open() throws IOException {
      return archive.open(entry);
    }
  }
}
