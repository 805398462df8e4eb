package dev.varve.registry.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;

/** A payload on its way; once all of it is taken, the server may think. */
final class Taken extends FilterInputStream {
  private final Watch.Watched watched;
  private final Timeouts timeouts;
  private volatile @Nullable Exception failure;
  private long left;

  Taken(InputStream in, long length, Watch.Watched watched, Timeouts timeouts) {
    super(in);
    this.left = length;
    this.watched = watched;
    this.timeouts = timeouts;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    watched.pause();
    int count;
    try {
      count = in.read(to, offset, length);
    } catch (IOException | RuntimeException e) {
      failure = e;
      throw e;
    }
    left -= Math.max(count, 0);
    watched.progress(left > 0 ? timeouts.stall() : timeouts.answer());
    return count;
  }

  /** What was to be sent could not be read: the server is not to blame. */
  void throwFailure() throws IOException {
    switch (failure) {
      case RuntimeException known -> throw known;
      case InterruptedIOException interrupted -> throw interrupted;
      case IOException unreadable -> throw new PayloadException(unreadable);
      case null, default -> {}
    }
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
