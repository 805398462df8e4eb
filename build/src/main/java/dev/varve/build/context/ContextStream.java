package dev.varve.build.context;

import dev.varve.archive.EntryPath;
import dev.varve.linux.FileHandle;
import dev.varve.linux.FileStat;
import dev.varve.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The content of a file, as long as its stat says; whoever reads it to the end knows that it is
 * what was digested.
 */
final class ContextStream extends InputStream {
  private final FileHandle file;
  private final FileStat expected;
  private final EntryPath path;
  private final byte @Nullable [] expectedDigest;
  private final MessageDigest digest;
  private long left;
  private boolean checked;

  /**
   * A stream over {@code file}, which it closes.
   *
   * @param expectedDigest to compare with as well; null where the stat is proof enough
   */
  ContextStream(
      FileHandle file, FileStat expected, EntryPath path, byte @Nullable [] expectedDigest) {
    this.file = file;
    this.expected = expected;
    this.path = path;
    this.expectedDigest = expectedDigest;
    this.digest = Digest.newSha256();
    this.left = expected.size();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (left == 0) {
      check();
      return length == 0 ? 0 : -1;
    }
    int got = file.read(to, offset, (int) Math.min(length, left));
    if (got < 0) {
      throw Problem.unstable(path);
    }
    if (expectedDigest != null) {
      digest.update(to, offset, got);
    }
    left -= got;
    if (left == 0) {
      check();
    }
    return got;
  }

  private void check() throws IOException {
    if (checked) {
      return;
    }
    checked = true;
    boolean same = DirectoryContents.isUnchanged(expected, file.stat());
    byte[] wanted = expectedDigest;
    if (!same || (wanted != null && !Arrays.equals(wanted, digest.digest()))) {
      throw Problem.unstable(path);
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
