package dev.varve.store;

import dev.varve.model.Digest;
import dev.varve.store.disk.DamagedException;
import dev.varve.store.disk.Disk;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The file that collects the content which a layer in extents does not share with others. */
final class OwnBytes implements AutoCloseable {
  private static final int BUFFER = 256 << 10;

  private final Path file;
  private final MessageDigest whole = Digest.newSha256();
  private final byte[] buffer = new byte[BUFFER];
  private @Nullable OutputStream out;
  private long length;

  OwnBytes(Disk disk) throws IOException {
    this.file = disk.fresh("extents");
  }

  /** Where some content lies in the file. */
  record Place(long offset, Digest digest) {}

  /**
   * Appends content.
   *
   * @param size the bytes it must have
   * @param expected the digest it must have, null if any
   * @throws DamagedException if it has another size or digest; the file is of no use then
   */
  Place append(InputStream in, long size, @Nullable Digest expected, String what)
      throws IOException {
    OutputStream to = open();
    MessageDigest hash = Digest.newSha256();
    long offset = length;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      length += n;
      if (length - offset > size) {
        break;
      }
      hash.update(buffer, 0, n);
      whole.update(buffer, 0, n);
      to.write(buffer, 0, n);
    }
    Digest digest = Digest.of(hash);
    if (length - offset != size || (expected != null && !expected.equals(digest))) {
      throw new DamagedException(what, "its content changed while it was read");
    }
    return new Place(offset, digest);
  }

  private OutputStream open() throws IOException {
    OutputStream present = out;
    if (present == null) {
      present =
          new BufferedOutputStream(
              Files.newOutputStream(file, StandardOpenOption.CREATE_NEW), BUFFER);
      out = present;
    }
    return present;
  }

  long length() {
    return length;
  }

  /** Ends the file and makes it a blob; empty when nothing was appended. */
  Optional<Digest> finish(Blobs blobs) throws IOException {
    if (length == 0) {
      return Optional.empty();
    }
    open().close();
    Digest digest = Digest.of(whole);
    blobs.adopt(file, digest);
    return Optional.of(digest);
  }

  @Override
  public void close() throws IOException {
    if (out != null) {
      out.close();
      Files.deleteIfExists(file);
    }
  }
}
