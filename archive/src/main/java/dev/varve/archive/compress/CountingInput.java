package dev.varve.archive.compress;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Counts the compressed bytes. */
final class CountingInput extends FilterInputStream {
  private long count;
  private @Nullable IOException failure;

  CountingInput(InputStream in) {
    super(in);
  }

  long count() {
    return count;
  }

  /** Whether {@code e} is what the stream below threw, or comes from it. */
  boolean failed(IOException e) {
    return failure != null && (failure.equals(e) || failure.equals(e.getCause()));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    try {
      int read = in.read(to, offset, length);
      count += Math.max(0, read);
      return read;
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }
}
