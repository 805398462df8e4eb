package dev.varve.registry.transfer;

import dev.varve.model.Descriptor;
import dev.varve.model.Digest;
import dev.varve.model.VarveException;
import dev.varve.store.disk.DamagedException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.security.MessageDigest;
import java.util.function.LongConsumer;

/**
 * A blob that fails instead of ending when it is not what its descriptor says. What fails is told
 * by an {@link Undelivered}: who decompresses takes only an {@link IOException} for one of the
 * source, and all else for damage of what it reads.
 */
final class CheckedInput extends FilterInputStream {
  private final Descriptor blob;
  private final LongConsumer progress;
  private final MessageDigest hash = Digest.newSha256();
  private long count;
  private boolean checked;

  CheckedInput(InputStream in, Descriptor blob, LongConsumer progress) {
    super(in);
    this.blob = blob;
    this.progress = progress;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    int read;
    try {
      read = in.read(to, offset, length);
    } catch (VarveException e) {
      throw new Undelivered(e);
    }
    if (read > 0) {
      count += read;
      hash.update(to, offset, read);
      progress.accept(count);
    } else if (read < 0 && !checked) {
      checked = true;
      check();
    }
    return read;
  }

  private void check() throws Undelivered {
    Digest digest = Digest.of(hash);
    if (count != blob.size() || !digest.equals(blob.digest())) {
      throw new Undelivered(
          new DamagedException(
              "blob " + blob.digest(),
              "what was received is " + digest + " of " + count + " bytes"));
    }
  }

  /** Carries a failure through those who read the blob. */
  static final class Undelivered extends IOException {
    @Serial private static final long serialVersionUID = 1;

    private final transient VarveException failure;

    Undelivered(VarveException failure) {
      super(failure.text(), failure);
      this.failure = failure;
    }

    VarveException failure() {
      return failure;
    }
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
