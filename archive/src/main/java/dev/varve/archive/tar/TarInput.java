package dev.varve.archive.tar;

import dev.varve.archive.ArchiveException;
import java.io.IOException;
import java.io.InputStream;

/** A buffered stream that knows its position and reads whole blocks. */
final class TarInput {
  private final InputStream in;
  private final byte[] buffer = new byte[64 << 10];
  private int next;
  private int limit;
  private long position;

  TarInput(InputStream in, long position) {
    this.in = in;
    this.position = position;
  }

  /** Bytes handed out so far. */
  long position() {
    return position;
  }

  private boolean fill() throws IOException {
    next = 0;
    limit = Math.max(0, in.read(buffer, 0, buffer.length));
    return limit > 0;
  }

  int read(byte[] to, int offset, int length) throws IOException {
    int read;
    if (next == limit && length >= buffer.length) {
      read = in.read(to, offset, length);
    } else if (next == limit && !fill()) {
      read = -1;
    } else {
      read = Math.min(length, limit - next);
      System.arraycopy(buffer, next, to, offset, read);
      next += read;
    }
    position += Math.max(0, read);
    return read;
  }

  /**
   * Reads the next block.
   *
   * @return false if the stream ended before it
   * @throws ArchiveException the stream ends within the block
   */
  boolean block(byte[] to) throws IOException {
    int have = 0;
    while (have < Tar.BLOCK) {
      int read = read(to, have, Tar.BLOCK - have);
      if (read < 0) {
        if (have == 0) {
          return false;
        }
        throw truncated();
      }
      have += read;
    }
    return true;
  }

  byte[] bytes(int size) throws IOException {
    byte[] bytes = new byte[size];
    int have = 0;
    while (have < size) {
      int read = read(bytes, have, size - have);
      if (read < 0) {
        throw truncated();
      }
      have += read;
    }
    return bytes;
  }

  void skip(long size) throws IOException {
    long left = size;
    while (left > 0) {
      if (next == limit && !fill()) {
        throw truncated();
      }
      int part = (int) Math.min(left, limit - next);
      next += part;
      position += part;
      left -= part;
    }
  }

  /** Reads to the end of the stream. */
  void drain() throws IOException {
    do {
      position += limit - next;
      next = limit;
    } while (fill());
  }

  ArchiveException truncated() {
    return new ArchiveException("the archive is cut off after " + position + " bytes");
  }
}
