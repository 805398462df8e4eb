package dev.varve.store;

import dev.varve.archive.ContentSource;
import dev.varve.model.Digest;
import dev.varve.store.disk.DamagedException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/** Compares what was read with its digest where the stream ends. */
final class Checked extends FilterInputStream {
  private static final int SKIP = 8 << 10;

  /** What to do instead of ending when the content is not what it should be. */
  @FunctionalInterface
  interface OnMismatch {
    /** Throws, in all likelihood. */
    void mismatch(Digest found) throws IOException;
  }

  private final MessageDigest hash = Digest.newSha256();
  private final Digest expected;
  private final OnMismatch onMismatch;
  private boolean done;

  Checked(InputStream in, Digest expected, OnMismatch onMismatch) {
    super(in);
    this.expected = expected;
    this.onMismatch = onMismatch;
  }

  /** The same content, refused where it is not what the entries say. */
  static ContentSource contents(ContentSource contents) {
    return entry -> {
      Digest digest = entry.digest();
      if (digest == null) {
        throw new IllegalArgumentException(entry.path() + " has no digest in the index");
      }
      return new Checked(
          contents.open(entry),
          digest,
          found -> {
            throw new DamagedException(
                "file " + entry.path().absolute(), "its content changed while it was read");
          });
    };
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    int n = super.read(to, offset, length);
    if (n > 0) {
      hash.update(to, offset, n);
    } else if (n < 0 && !done) {
      done = true;
      Digest found = Digest.of(hash);
      if (!found.equals(expected)) {
        onMismatch.mismatch(found);
      }
    }
    return n;
  }

  /** Reads what it skips, or the digest would be over something else. */
  @Override
  public long skip(long n) throws IOException {
    byte[] buffer = new byte[(int) Math.min(Math.max(n, 0), SKIP)];
    return buffer.length == 0 ? 0 : Math.max(0, read(buffer, 0, buffer.length));
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
