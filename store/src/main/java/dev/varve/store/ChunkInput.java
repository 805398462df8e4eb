package dev.varve.store;

import dev.varve.store.compressed.InOrder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** The chunks of a compressed layer one after the other. */
final class ChunkInput extends InputStream {
  private final CompressedLayer.Reading reading;
  private final int first;
  private final int threads;
  private @Nullable InOrder<byte[]> chunks;
  private byte[] current = new byte[0];

  /** In {@link #current}; how much of the first chunk is left out before that is there. */
  private int position;

  ChunkInput(CompressedLayer.Reading reading, int first, int skipped, int threads) {
    this.reading = reading;
    this.first = first;
    this.position = skipped;
    this.threads = threads;
  }

  /** Makes sure that there is something to read; false at the end. */
  private boolean fill() throws IOException {
    InOrder<byte[]> opened = chunks;
    if (opened == null) {
      opened = new InOrder<>(first, reading.count(), threads, reading::worker);
      chunks = opened;
      byte[] next = opened.next();
      if (next == null) {
        position = 0;
        return false;
      }
      current = next;
    }
    while (position == current.length) {
      byte[] next = opened.next();
      if (next == null) {
        return false;
      }
      current = next;
      position = 0;
    }
    return true;
  }

  @Override
  public int read() throws IOException {
    return fill() ? current[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int some = Math.min(length, current.length - position);
    System.arraycopy(current, position, to, offset, some);
    position += some;
    return some;
  }

  @Override
  public long transferTo(OutputStream out) throws IOException {
    long count = 0;
    while (fill()) {
      out.write(current, position, current.length - position);
      count += current.length - position;
      position = current.length;
    }
    return count;
  }

  @Override
  public void close() {
    if (chunks != null) {
      chunks.close();
    }
    reading.close();
  }
}
