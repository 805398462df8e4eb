package dev.varve.archive.tar;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Writes entries as a tar in canonical form: each as {@link HeaderEncoder} encodes it, content
 * padded to whole blocks, two zero blocks at the end. Entries must come in the order of their paths
 * for the whole to be canonical; the writer does not sort.
 *
 * <p>Not for use by several threads. Closes nothing but what it is told to.
 */
public final class TarWriter {
  private static final byte[] ZEROS = new byte[2 * Tar.BLOCK];

  private final OutputStream out;
  private final HeaderEncoder headers = new HeaderEncoder();
  private byte[] buffer = new byte[0];
  private long position;

  public TarWriter(OutputStream out) {
    this.out = out;
  }

  /** Bytes written so far. */
  public long position() {
    return position;
  }

  /**
   * Writes an entry that has no content, or an empty file; a directory that is opaque with its
   * marker. An implied directory leaves no header.
   */
  public void add(LayerEntry entry) throws IOException {
    if (entry.type() == EntryType.FILE && entry.size() > 0) {
      throw new IllegalArgumentException("a file with content: " + entry.path());
    }
    if (!entry.implied()) {
      header(headers.encode(entry));
    }
    if (entry.isDirectory() && entry.opaque()) {
      header(headers.encodeOpaque(entry));
    }
  }

  /**
   * Writes a file; {@code content} must give exactly {@link LayerEntry#size()} bytes and is not
   * closed.
   *
   * @return the position at which the content starts
   * @throws ArchiveException the content is shorter or longer
   */
  public long add(LayerEntry file, InputStream content) throws IOException {
    if (file.type() != EntryType.FILE) {
      throw new IllegalArgumentException(file.type() + " has no content of its own");
    }
    header(headers.encode(file));
    long start = position;
    try {
      copy(content, file.size());
    } catch (EOFException e) {
      throw new ArchiveException(file.path(), "its content is shorter than " + file.size());
    }
    if (content.read() >= 0) {
      throw new ArchiveException(file.path(), "its content is longer than " + file.size());
    }
    pad(file.size());
    return start;
  }

  private void copy(InputStream content, long size) throws IOException {
    if (out instanceof DigestOutput digesting) {
      digesting.transferFrom(content, size);
    } else {
      if (buffer.length == 0) {
        buffer = new byte[64 << 10];
      }
      long left = size;
      while (left > 0) {
        int read = content.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (read < 0) {
          throw new EOFException();
        }
        out.write(buffer, 0, read);
        left -= read;
      }
    }
    position += size;
  }

  private void header(HeaderEncoder encoded) throws IOException {
    out.write(encoded.bytes(), 0, encoded.size());
    position += encoded.size();
  }

  /** Writes the header of a file whose content the caller puts behind it. */
  public void addHeader(LayerEntry file) throws IOException {
    header(headers.encode(file));
  }

  /** Writes what fills the last block behind content of that size. */
  public void pad(long size) throws IOException {
    int padding = Tar.padding(size);
    out.write(ZEROS, 0, padding);
    position += padding;
  }

  /** Writes the end of the archive. Nothing may be added after it. */
  public void finish() throws IOException {
    out.write(ZEROS);
    position += ZEROS.length;
  }
}
