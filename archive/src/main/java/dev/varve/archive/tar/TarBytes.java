package dev.varve.archive.tar;

import java.io.IOException;

/** The bytes of an uncompressed tar, wherever they lie. Safe for use by several threads. */
public interface TarBytes extends AutoCloseable {
  /**
   * Reads some bytes from a position on.
   *
   * @return how many, at least one; -1 at the end
   */
  int pread(byte[] to, int offset, int length, long position) throws IOException;

  long size() throws IOException;

  @Override
  void close();
}
