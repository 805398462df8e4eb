package dev.varve.archive.compress;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.Limits;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Decompressed bytes, up to a total and a ratio. Whatever the decompressor throws at damaged input
 * leaves here as an {@link ArchiveException}; errors of the stream below pass as they are.
 */
final class BoundedInput extends InputStream {
  private final InputStream in;
  private final Compression compression;
  private final CountingInput compressed;
  private final Limits limits;
  private long count;

  BoundedInput(InputStream in, Compression compression, CountingInput compressed, Limits limits) {
    this.in = in;
    this.compression = compression;
    this.compressed = compressed;
    this.limits = limits;
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
    int read;
    try {
      read = in.read(to, offset, length);
    } catch (ArchiveException e) {
      throw e;
    } catch (EOFException e) {
      throw new ArchiveException("the " + compression.title() + " data is cut off", e);
    } catch (IOException e) {
      throw compressed.failed(e) ? e : damaged(e);
    } catch (RuntimeException e) {
      throw damaged(e);
    }
    count += Math.max(0, read);
    check();
    return read;
  }

  private ArchiveException damaged(Exception e) {
    return new ArchiveException("damaged " + compression.title() + " data: " + e.getMessage(), e);
  }

  private void check() throws ArchiveException {
    if (count > limits.total()) {
      throw new ArchiveException("more than " + limits.total() + " bytes once decompressed");
    }
    if (count > Limits.RATIO_FROM
        && compression != Compression.NONE
        && count / limits.ratio() > compressed.count()) {
      throw new ArchiveException(
          "the "
              + compression.title()
              + " data unpacks to more than "
              + limits.ratio()
              + " times its size");
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
