package dev.varve.testkit.registry;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Every byte that one connection brought. */
final class Recording {
  private static final int MOST = 512 * 1024 * 1024;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** The same stream; what is read from it is kept here. */
  InputStream of(InputStream in) {
    return new Tee(in);
  }

  /** What was read so far, a character for each byte. */
  synchronized String text() {
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  private synchronized void keep(byte[] from, int offset, int count) throws IOException {
    if (count > MOST - bytes.size()) {
      throw new IOException("a connection of a test brings more than " + MOST + " bytes");
    }
    bytes.write(from, offset, count);
  }

  private final class Tee extends FilterInputStream {
    Tee(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int count = in.read(into, offset, length);
      if (count > 0) {
        keep(into, offset, count);
      }
      return count;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
