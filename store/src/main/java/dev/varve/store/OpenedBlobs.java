package dev.varve.store;

import dev.varve.archive.ContentSource;
import dev.varve.archive.tar.TarContents;
import dev.varve.linux.Errno;
import dev.varve.linux.ErrnoException;
import dev.varve.model.Digest;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;

/** Blobs that files' content is read from, each opened once however many files are read. */
final class OpenedBlobs implements AutoCloseable {
  private final Blobs blobs;
  private final Map<Digest, TarContents> opened = new HashMap<>();

  OpenedBlobs(Blobs blobs) {
    this.blobs = blobs;
  }

  /** The content of entries that lie in a blob; opened with the first of them. */
  ContentSource in(Digest blob) {
    return entry -> contents(blob).open(entry);
  }

  private synchronized TarContents contents(Digest blob) throws IOException {
    TarContents known = opened.get(blob);
    if (known == null) {
      try {
        known = TarContents.open(blobs.path(blob));
      } catch (ErrnoException e) {
        if (e.errno() == Errno.ENOENT) {
          throw new NoSuchFileException("blob " + blob);
        }
        throw e;
      }
      opened.put(blob, known);
    }
    return known;
  }

  /** Closes all; they are opened again when they are asked for again. */
  @Override
  public synchronized void close() {
    opened.values().forEach(TarContents::close);
    opened.clear();
  }
}
