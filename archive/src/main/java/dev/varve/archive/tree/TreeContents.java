package dev.varve.archive.tree;

import dev.varve.archive.ContentSource;
import dev.varve.archive.LayerEntry;
import dev.varve.linux.Dir;
import dev.varve.linux.FileHandle;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** The content of a layer that lies in its tree: each entry's at the entry's path. */
public final class TreeContents implements ContentSource, AutoCloseable {
  private final Dir root;

  private TreeContents(Dir root) {
    this.root = root;
  }

  public static TreeContents open(Path tree) throws IOException {
    return new TreeContents(Dir.open(tree));
  }

  @Override
  public InputStream open(LayerEntry entry) throws IOException {
    return closing(root.openFileInRoot(entry.path().toArray()));
  }

  @Override
  public InputStream openFrom(LayerEntry entry, long from) throws IOException {
    FileHandle file = root.openFileInRoot(entry.path().toArray());
    try {
      file.seek(from);
    } catch (IOException e) {
      file.close();
      throw e;
    }
    return closing(file);
  }

  private static InputStream closing(FileHandle file) {
    return new FilterInputStream(file.inputStream()) {
      @Override
      public void close() {
        file.close();
      }
    };
  }

  /** Streams that are open stay so. */
  @Override
  public void close() {
    root.close();
  }
}
