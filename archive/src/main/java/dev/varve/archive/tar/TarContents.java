package dev.varve.archive.tar;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.ContentSource;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.Limits;
import dev.varve.linux.FileHandle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * The content of a layer that lies in its tar. The entry's source is not looked at: who has several
 * sources picks the one before.
 */
public final class TarContents implements ContentSource, AutoCloseable {
  private final FileHandle file;

  private TarContents(FileHandle file) {
    this.file = file;
  }

  /** Opens an uncompressed tar. */
  public static TarContents open(Path tar) throws IOException {
    return new TarContents(FileHandle.open(tar));
  }

  /** Streams that are still open fail after this. */
  @Override
  public void close() {
    file.close();
  }

  @Override
  public InputStream open(LayerEntry entry) throws IOException {
    if (!entry.sparse()) {
      return new Slice(entry.offset(), entry.size());
    }
    // A sparse member is read again from its first header on.
    Slice rest = new Slice(entry.offset(), file.stat().size() - entry.offset());
    TarReader reader = new TarReader(rest, Dialect.PLAIN, Limits.DEFAULT);
    if (reader.next().isEmpty()) {
      throw new ArchiveException(entry.path(), "its content is not at byte " + entry.offset());
    }
    return reader.content();
  }

  private final class Slice extends InputStream {
    private final long end;
    private long position;

    Slice(long start, long length) {
      this.position = start;
      this.end = start + length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      if (position >= end) {
        return length == 0 ? 0 : -1;
      }
      int wanted = (int) Math.min(length, end - position);
      int read = file.pread(to, offset, wanted, position);
      if (read > 0) {
        position += read;
      }
      return read;
    }
  }
}
