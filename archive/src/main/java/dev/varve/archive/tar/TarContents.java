package dev.varve.archive.tar;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.ContentSource;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.Limits;
import dev.varve.linux.FileHandle;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The content of a layer that lies in its tar. The entry's source is not looked at: who has several
 * sources picks the one before.
 */
public final class TarContents implements ContentSource, AutoCloseable {
  private static final int WINDOW = 512 << 10;

  private final TarBytes file;

  /** The content in a tar, which is closed with this. */
  public TarContents(TarBytes tar) {
    this.file = tar;
  }

  /** Opens an uncompressed tar. */
  public static TarContents open(Path tar) throws IOException {
    return new TarContents(new OneFile(FileHandle.open(tar)));
  }

  private record OneFile(FileHandle file) implements TarBytes {
    @Override
    public int pread(byte[] to, int offset, int length, long position) throws IOException {
      return file.pread(to, offset, length, position);
    }

    @Override
    public long size() throws IOException {
      return file.stat().size();
    }

    @Override
    public void close() {
      file.close();
    }
  }

  /** Streams that are still open fail after this. */
  @Override
  public void close() {
    file.close();
  }

  @Override
  public InputStream open(LayerEntry entry) throws IOException {
    return entry.sparse() ? sparse(entry) : new Slice(entry.offset(), entry.size(), null);
  }

  @Override
  public InputStream openFrom(LayerEntry entry, long from) throws IOException {
    return entry.sparse()
        ? ContentSource.super.openFrom(entry, from)
        : new Slice(entry.offset() + from, entry.size() - from, null);
  }

  /**
   * The same for whoever reads many files more or less in the order in which they lie here: small
   * ones are read many at a time. For one thread, and one stream at a time.
   */
  public ContentSource inOrder() {
    Window window = new Window();
    return entry ->
        entry.sparse() ? sparse(entry) : new Slice(entry.offset(), entry.size(), window);
  }

  private InputStream sparse(LayerEntry entry) throws IOException {
    // A sparse member is read again from its first header on.
    Slice rest = new Slice(entry.offset(), file.size() - entry.offset(), null);
    TarReader reader = new TarReader(rest, Dialect.PLAIN, Limits.DEFAULT);
    if (reader.next().isEmpty()) {
      throw new ArchiveException(entry.path(), "its content is not at byte " + entry.offset());
    }
    return reader.content();
  }

  /** The part of the file that was read last. */
  private final class Window {
    private byte @Nullable [] bytes;
    private long start;
    private int length;

    /** As {@link FileHandle#pread}. */
    int read(byte[] to, int offset, int wanted, long position) throws IOException {
      if (wanted > WINDOW / 2) {
        return file.pread(to, offset, wanted, position);
      }
      byte[] held = bytes;
      if (held == null) {
        held = new byte[WINDOW];
        bytes = held;
      }
      if (position < start || position >= start + length) {
        length = Math.max(0, file.pread(held, 0, WINDOW, position));
        start = position;
      }
      int part = (int) Math.min(wanted, start + length - position);
      if (part == 0) {
        return -1;
      }
      System.arraycopy(held, (int) (position - start), to, offset, part);
      return part;
    }
  }

  private final class Slice extends InputStream {
    private final long end;
    private final @Nullable Window window;
    private long position;

    Slice(long start, long length, @Nullable Window window) {
      this.position = start;
      this.end = start + length;
      this.window = window;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (position >= end) {
        return -1;
      }
      int wanted = (int) Math.min(length, end - position);
      int read =
          window == null
              ? file.pread(to, offset, wanted, position)
              : window.read(to, offset, wanted, position);
      if (read > 0) {
        position += read;
      }
      return read;
    }
  }
}
