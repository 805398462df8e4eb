package dev.varve.store;

import dev.varve.archive.tar.DigestOutput;
import dev.varve.archive.tar.TarBytes;
import dev.varve.linux.Errno;
import dev.varve.linux.ErrnoException;
import dev.varve.linux.FileHandle;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** The tar that some {@link Extents} make, read where the ranges lie. Safe for several threads. */
final class ExtentBytes implements TarBytes {
  private final Extents extents;
  private final OpenedContents.Places places;
  private final @Nullable FileHandle[] files;
  private boolean closed;

  ExtentBytes(Extents extents, OpenedContents.Places places) {
    this.extents = extents;
    this.places = places;
    this.files = new FileHandle[extents.blobs().size()];
  }

  @Override
  public long size() {
    return extents.size();
  }

  @Override
  public int pread(byte[] to, int offset, int length, long position) throws IOException {
    if (position >= extents.size()) {
      return -1;
    }
    int range = extents.rangeAt(position);
    long left = extents.start(range + 1) - position;
    int read =
        file(extents.blob(range))
            .pread(
                to,
                offset,
                (int) Math.min(length, left),
                extents.from(range) + position - extents.start(range));
    if (read < 0) {
      throw new EOFException("blob " + extents.blobs().get(extents.blob(range)) + " is too short");
    }
    return read;
  }

  private synchronized FileHandle file(int number) throws IOException {
    if (closed) {
      throw new IOException("closed");
    }
    FileHandle known = files[number];
    if (known == null) {
      try {
        known = FileHandle.open(places.of(extents.blobs().get(number)));
      } catch (ErrnoException e) {
        throw e.errno() == Errno.ENOENT
            ? new NoSuchFileException("blob " + extents.blobs().get(number))
            : e;
      }
      files[number] = known;
    }
    return known;
  }

  /** Gives out the tar from some byte on. */
  void transferTo(DigestOutput out, long from) throws IOException {
    out.transferFrom(new Stream(from), size() - from);
  }

  /** The tar from its beginning; closing the stream closes this. */
  InputStream inputStream() {
    return new Stream(0);
  }

  private final class Stream extends InputStream {
    private long position;

    Stream(long from) {
      this.position = from;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      int read = length == 0 ? 0 : pread(to, offset, length, position);
      position += Math.max(0, read);
      return read;
    }

    @Override
    public void close() {
      ExtentBytes.this.close();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    for (FileHandle file : files) {
      if (file != null) {
        file.close();
      }
    }
  }
}
