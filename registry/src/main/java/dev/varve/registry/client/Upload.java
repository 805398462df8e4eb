package dev.varve.registry.client;

import dev.varve.model.Descriptor;
import dev.varve.model.VarveException;
import dev.varve.registry.http.Answer;
import dev.varve.registry.http.Call;
import dev.varve.registry.http.Payload;
import dev.varve.registry.http.Retries;
import dev.varve.registry.http.TransientException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Sends one blob (distribution spec, "Pushing blobs"): in one request if nothing goes wrong. Where
 * the connection breaks, the server is asked what it has and is sent the rest; where a proxy does
 * not take so much at once, it is sent in parts; where the server forgot about it, it begins anew.
 */
final class Upload {
  /** Less than the proxies take that take the least. */
  private static final long PART = 32 << 20;

  /** A connection that took that much was worth it: what fails next starts to count anew. */
  private static final long WORTH = 1 << 20;

  private final Repository repository;
  private final Retries retries;
  private final Descriptor blob;
  private final BlobSource source;

  /** Parts are sent because a whole was refused. */
  private boolean inParts;

  Upload(Repository repository, Retries retries, Descriptor blob, BlobSource source) {
    this.repository = repository;
    this.retries = retries;
    this.blob = blob;
    this.source = source;
  }

  /** Where an upload stands: where to send on, and from which byte. */
  private record State(URI location, long offset) {}

  void run() throws IOException, InterruptedException {
    State state = begin();
    int failures = 0;
    int losses = 0;
    while (state.offset() >= 0) {
      State before = state;
      try {
        state = advance(before);
        failures = 0;
      } catch (Lost e) {
        losses = counted(losses, e);
        state = begin();
      } catch (IOException e) {
        failures = counted(failures, e);
        state = stand(before);
        if (state.offset() - before.offset() >= WORTH) {
          failures = 0;
        }
      }
    }
  }

  private int counted(int failures, IOException failure) throws IOException, InterruptedException {
    int more = failures + 1;
    if (!Retries.mayPass(failure) || more >= retries.attempts()) {
      throw failure;
    }
    retries.pause(more, failure);
    return more;
  }

  /** The server does not know of the upload any more. */
  private static final class Lost extends IOException {
    @java.io.Serial private static final long serialVersionUID = 1;

    Lost(String message) {
      super(message);
    }
  }

  private State begin() throws IOException, InterruptedException {
    return retries.run(
        () -> {
          Call call =
              Call.of("POST", repository.channel().resolve(repository.path("blobs/uploads/")))
                  .with(Payload.of(new byte[0]));
          try (Answer answer = repository.channel().send(call, repository.push())) {
            if (answer.status() != 202) {
              throw refused(answer);
            }
            return new State(location(answer), 0);
          }
        });
  }

  private VarveException refused(Answer answer) {
    return RegistryFailure.of(answer, "cannot push to " + repository, repository.registry());
  }

  private URI location(Answer answer) throws IOException, InterruptedException {
    Optional<URI> location = Channel.location(answer);
    if (location.isEmpty()) {
      throw Repository.damaged(repository + " began an upload and did not say where");
    }
    return repository.channel().secured(location.get());
  }

  /** Sends what is left, or a part of it; an offset of −1 says that the blob is there. */
  private State advance(State state) throws IOException, InterruptedException {
    long left = blob.size() - state.offset();
    if (state.offset() == 0 && !inParts) {
      return whole(state);
    }
    return left == 0 ? finish(state) : part(state, Math.min(left, inParts ? PART : left));
  }

  private State whole(State state) throws IOException, InterruptedException {
    Call call =
        Call.of("PUT", withDigest(state.location()))
            .with("Content-Type", "application/octet-stream")
            .with(payload(0, blob.size()));
    try (Answer answer = send(call)) {
      if (answer.status() == 413) {
        inParts = true;
        return begin();
      }
      if (answer.status() == 401) {
        // A token that ended on the way; the next request brings a new one.
        throw new TransientException(repository + " did not take the token any more");
      }
      return finished(answer);
    }
  }

  private State part(State state, long length) throws IOException, InterruptedException {
    long end = state.offset() + length - 1;
    Call call =
        Call.of("PATCH", state.location())
            .with("Content-Type", "application/octet-stream")
            .with("Content-Range", state.offset() + "-" + end)
            .with(payload(state.offset(), length));
    try (Answer answer = send(call)) {
      return switch (answer.status()) {
        case 202, 204 -> new State(location(answer), end + 1);
        case 404 -> throw lost();
        case 401, 416 -> throw new TransientException(repository + " answered " + answer.status());
        case 413 -> {
          if (inParts) {
            throw refused(answer);
          }
          inParts = true;
          yield begin();
        }
        default -> throw refused(answer);
      };
    }
  }

  private State finish(State state) throws IOException, InterruptedException {
    Call call = Call.of("PUT", withDigest(state.location())).with(Payload.of(new byte[0]));
    try (Answer answer = send(call)) {
      return finished(answer);
    }
  }

  private State finished(Answer answer) throws IOException {
    if (answer.status() == 404) {
      throw lost();
    }
    if (answer.status() != 201 && answer.status() != 204) {
      throw refused(answer);
    }
    Optional<String> stored = answer.header("Docker-Content-Digest").map(String::strip);
    if (stored.isPresent() && !stored.get().equals(blob.digest().toString())) {
      throw Repository.damaged(
          repository + " stored blob " + blob.digest() + " under another digest");
    }
    return new State(answer.uri(), -1);
  }

  private Lost lost() {
    return new Lost(repository + " lost the upload of blob " + blob.digest());
  }

  /** Asks how far it came. */
  private State stand(State state) throws IOException, InterruptedException {
    return retries.run(
        () -> {
          try (Answer answer = send(Call.get(state.location()))) {
            if (answer.status() == 404) {
              return begin();
            }
            if (answer.status() != 204 && answer.status() != 202 && answer.status() != 200) {
              throw refused(answer);
            }
            long has = received(answer);
            URI location =
                Channel.location(answer).isPresent() ? location(answer) : state.location();
            return has > blob.size() ? begin() : new State(location, has);
          }
        });
  }

  /** How many bytes a server has, from {@code Range: 0-99}; none if it does not say. */
  private static long received(Answer answer) {
    Optional<String> range = answer.header("Range");
    if (range.isEmpty()) {
      return 0;
    }
    String text = range.get().strip();
    int dash = text.indexOf('-');
    try {
      long last = Long.parseLong(text.substring(dash + 1).strip());
      // "0-0" is what some say of one byte, and all of none.
      return last <= 0 ? 0 : last + 1;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private Answer send(Call call) throws IOException, InterruptedException {
    return repository.channel().send(call, repository.push());
  }

  private URI withDigest(URI location) {
    String text = location.toString();
    int fragment = text.indexOf('#');
    String bare = fragment < 0 ? text : text.substring(0, fragment);
    String digest = "digest=" + Repository.encoded(blob.digest().toString());
    return URI.create(bare + (location.getRawQuery() == null ? "?" : "&") + digest);
  }

  /** Ends an upload that was begun; that it cannot be is of no importance. */
  static void cancel(Repository repository, URI location) throws InterruptedException {
    try (Answer answer =
        repository
            .channel()
            .send(
                new Call("DELETE", repository.channel().secured(location), Map.of(), null),
                repository.push())) {
      answer.readUpTo(1);
    } catch (IOException e) {
      // The server forgets about it some day.
    }
  }

  private Payload payload(long from, long length) {
    return new Payload() {
      @Override
      public long length() {
        return length;
      }

      @Override
      public InputStream open() throws IOException {
        try {
          return new Limited(source.open(from), length);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException("interrupted");
        }
      }
    };
  }

  /** No more than some bytes. */
  private static final class Limited extends FilterInputStream {
    private long left;

    Limited(InputStream in, long length) {
      super(in);
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int count = in.read(to, offset, (int) Math.min(length, left));
      left -= Math.max(count, 0);
      return count;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
