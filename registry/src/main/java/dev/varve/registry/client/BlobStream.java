package dev.varve.registry.client;

import dev.varve.model.Descriptor;
import dev.varve.registry.http.Answer;
import dev.varve.registry.http.Call;
import dev.varve.registry.http.Retries;
import dev.varve.registry.http.TransientException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A blob on its way here. When the connection breaks, the rest is asked for (RFC 9110, 14.2); a
 * server that knows no ranges, or answers with others than it was asked for, begins anew, and what
 * is known of that is skipped. It ends after as many bytes as the descriptor says, and fails if
 * there are more or fewer.
 */
final class BlobStream extends InputStream {
  /** A connection that brought that much was worth it: what fails next starts to count anew. */
  private static final long WORTH = 1 << 20;

  private static final int SKIP = 64 << 10;

  private final Repository repository;
  private final Channel channel;
  private final Retries retries;
  private final Descriptor blob;
  private long position;
  private long good;
  private int failures;

  /** The server cannot be asked for parts. */
  private boolean whole;

  // Who closes this may be another thread than the one that reads, which is not to begin anew then.
  private volatile boolean closed;
  private volatile @Nullable Answer answer;

  BlobStream(Repository repository, Channel channel, Retries retries, Descriptor blob, long from)
      throws IOException, InterruptedException {
    if (from < 0 || from > blob.size()) {
      throw new IllegalArgumentException("byte " + from + " of " + blob.size());
    }
    this.repository = repository;
    this.channel = channel;
    this.retries = retries;
    this.blob = blob;
    this.position = from;
    this.good = from;
    if (from < blob.size() || blob.size() == 0) {
      this.answer = retries.run(this::ask);
    }
  }

  private Answer ask() throws IOException, InterruptedException {
    if (position > 0 && !whole) {
      Answer part = send(position);
      if (part.status() != 416 && (part.status() != 206 || fits(part))) {
        return checked(part);
      }
      part.close();
      whole = true;
    }
    return checked(send(0));
  }

  private Answer send(long from) throws IOException, InterruptedException {
    Call call = Call.get(channel.resolve(repository.path("blobs/" + blob.digest())));
    // Compressed once more it would have another length and digest.
    call = call.with("Accept-Encoding", "identity");
    return channel.send(
        from > 0 ? call.with("Range", "bytes=" + from + "-") : call, repository.pull());
  }

  private Answer checked(Answer got) throws IOException {
    try {
      switch (got.status()) {
        case 200 -> {
          checkLength(got, blob.size());
          skip(got.body(), position);
        }
        case 206 -> {
          if (!fits(got)) {
            throw Repository.damaged(
                repository + " sent another part of blob " + blob.digest() + " than was asked for");
          }
          checkLength(got, blob.size() - position);
        }
        default ->
            throw RegistryFailure.of(
                got, "cannot read blob " + blob.digest(), repository.registry());
      }
      return got;
    } catch (IOException | RuntimeException e) {
      got.close();
      throw e;
    }
  }

  private boolean fits(Answer part) {
    Optional<Range> range = part.header("Content-Range").flatMap(Range::parse);
    return range.isPresent()
        && range.get().first() == position
        && range.get().last() == blob.size() - 1
        && (range.get().total() < 0 || range.get().total() == blob.size());
  }

  private void checkLength(Answer got, long expected) {
    if (got.length().isPresent() && got.length().getAsLong() != expected) {
      throw Repository.damaged(
          repository
              + " has "
              + got.length().getAsLong()
              + " bytes for blob "
              + blob.digest()
              + " where "
              + expected
              + " are expected");
    }
  }

  private static void skip(InputStream in, long count) throws IOException {
    byte[] buffer = new byte[SKIP];
    for (long left = count; left > 0; ) {
      int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (read < 0) {
        throw new TransientException("the answer ended early");
      }
      left -= read;
    }
  }

  /** The bytes of an answer 206: {@code bytes 5-9/10}; a total of −1 is not known. */
  record Range(long first, long last, long total) {
    static Optional<Range> parse(String header) {
      String text = header.strip();
      int dash = text.indexOf('-');
      int slash = text.indexOf('/');
      if (!text.startsWith("bytes ") || dash < 0 || slash < dash) {
        return Optional.empty();
      }
      try {
        String total = text.substring(slash + 1).strip();
        return Optional.of(
            new Range(
                Long.parseLong(text.substring("bytes ".length(), dash).strip()),
                Long.parseLong(text.substring(dash + 1, slash).strip()),
                total.equals("*") ? -1 : Long.parseLong(total)));
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }
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
    while (true) {
      try {
        return some(to, offset, length);
      } catch (IOException e) {
        again(e);
      }
    }
  }

  private int some(byte[] to, int offset, int length) throws IOException {
    Answer from = answer;
    if (from == null) {
      if (closed || position < blob.size()) {
        throw new IOException("closed");
      }
      return -1;
    }
    if (position == blob.size()) {
      if (from.body().read() >= 0) {
        throw Repository.damaged(
            repository + " sent more than the " + blob.size() + " bytes of blob " + blob.digest());
      }
      end();
      return -1;
    }
    int count = from.body().read(to, offset, (int) Math.min(length, blob.size() - position));
    if (count < 0) {
      throw new TransientException(
          repository + " sent " + position + " of " + blob.size() + " bytes of " + blob.digest());
    }
    position += count;
    return count;
  }

  /** Asks for the rest. */
  private void again(IOException failure) throws IOException {
    end();
    if (position - good >= WORTH) {
      failures = 0;
    }
    good = position;
    failures++;
    if (closed || !Retries.mayPass(failure) || failures >= retries.attempts()) {
      throw failure;
    }
    if (position == blob.size()) {
      return; // All of it is here, and only the end of the answer is missing.
    }
    try {
      retries.pause(failures, failure);
      if (!closed) {
        answer = retries.run(this::ask);
      }
      if (closed) {
        end();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("interrupted");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  @Override
  public void close() {
    closed = true;
    end();
  }

  private void end() {
    Answer open = answer;
    answer = null;
    if (open != null) {
      open.close();
    }
  }
}
