package dev.varve.store;

import dev.varve.archive.ContentSource;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.tar.TarContents;
import dev.varve.archive.tree.TreeContents;
import dev.varve.linux.Errno;
import dev.varve.linux.ErrnoException;
import dev.varve.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Blobs and trees that files' content is read from, each opened once for however many files. */
final class OpenedContents implements AutoCloseable {
  private final Map<Digest, TarContents> blobs = new HashMap<>();
  private final Map<Digest, TarContents> extents = new HashMap<>();
  private final Map<Path, TreeContents> trees = new HashMap<>();
  private final Places places;

  /** Finds the file that holds a blob. */
  @FunctionalInterface
  interface Places {
    /** May make it first, if it is the tar of a layer that has another form. */
    Path of(Digest blob) throws IOException;
  }

  OpenedContents(Places places) {
    this.places = places;
  }

  /** The content of entries that lie in a blob; opened with the first of them. */
  ContentSource inBlob(Digest blob) {
    return anywhere(() -> blob(blob));
  }

  /** As {@link #inBlob}, for one thread that reads them in their order. */
  ContentSource inBlobInOrder(Digest blob) {
    return inOrder(() -> blob(blob));
  }

  /** Reads the extents of a layer. */
  @FunctionalInterface
  interface Reading {
    Extents read() throws IOException;
  }

  /**
   * The content of entries that lie in the extents of a layer.
   *
   * @param inOrder for one thread that reads them in their order
   */
  ContentSource inExtents(Digest layer, Reading reading, boolean inOrder) {
    return inOrder
        ? inOrder(() -> extents(layer, reading))
        : anywhere(() -> extents(layer, reading));
  }

  private interface Opening {
    TarContents open() throws IOException;
  }

  private static ContentSource anywhere(Opening opening) {
    return new ContentSource() {
      @Override
      public InputStream open(LayerEntry entry) throws IOException {
        return opening.open().open(entry);
      }

      @Override
      public InputStream openFrom(LayerEntry entry, long from) throws IOException {
        return opening.open().openFrom(entry, from);
      }
    };
  }

  private static ContentSource inOrder(Opening opening) {
    return new ContentSource() {
      private @Nullable ContentSource opened;

      @Override
      public InputStream open(LayerEntry entry) throws IOException {
        ContentSource source = opened;
        if (source == null) {
          source = opening.open().inOrder();
          opened = source;
        }
        return source.open(entry);
      }
    };
  }

  private synchronized TarContents extents(Digest layer, Reading reading) throws IOException {
    TarContents known = extents.get(layer);
    if (known == null) {
      known = new TarContents(new ExtentBytes(reading.read(), places));
      extents.put(layer, known);
    }
    return known;
  }

  Places places() {
    return places;
  }

  /** The content of entries that lie in a tree; opened with the first of them. */
  ContentSource inTree(Path tree) {
    return new ContentSource() {
      @Override
      public InputStream open(LayerEntry entry) throws IOException {
        try {
          return tree(tree).open(entry);
        } catch (ErrnoException e) {
          throw missing(e, "file " + entry.path());
        }
      }

      @Override
      public InputStream openFrom(LayerEntry entry, long from) throws IOException {
        try {
          return tree(tree).openFrom(entry, from);
        } catch (ErrnoException e) {
          throw missing(e, "file " + entry.path());
        }
      }
    };
  }

  private TarContents blob(Digest blob) throws IOException {
    synchronized (this) {
      TarContents known = blobs.get(blob);
      if (known != null) {
        return known;
      }
    }
    // Not under the monitor: making a tar takes long, and reads other blobs.
    Path file = places.of(blob);
    synchronized (this) {
      TarContents known = blobs.get(blob);
      if (known == null) {
        try {
          known = TarContents.open(file);
        } catch (ErrnoException e) {
          throw missing(e, "blob " + blob);
        }
        blobs.put(blob, known);
      }
      return known;
    }
  }

  private synchronized TreeContents tree(Path tree) throws IOException {
    TreeContents known = trees.get(tree);
    if (known == null) {
      known = TreeContents.open(tree);
      trees.put(tree, known);
    }
    return known;
  }

  private static IOException missing(ErrnoException e, String what) {
    return e.errno() == Errno.ENOENT ? new NoSuchFileException(what) : e;
  }

  /** Closes all; they are opened again when they are asked for again. */
  @Override
  public synchronized void close() {
    blobs.values().forEach(TarContents::close);
    blobs.clear();
    extents.values().forEach(TarContents::close);
    extents.clear();
    trees.values().forEach(TreeContents::close);
    trees.clear();
  }
}
