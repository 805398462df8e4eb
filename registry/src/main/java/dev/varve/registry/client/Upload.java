package dev.varve.registry.client;

import dev.varve.model.Descriptor;
import dev.varve.model.VarveException;
import dev.varve.registry.http.Answer;
import dev.varve.registry.http.Call;
import dev.varve.registry.http.Payload;
import dev.varve.registry.http.Retries;
import dev.varve.registry.http.TransientException;
import java.io.IOException;
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

  /** The offset of an upload that is done. */
  private static final long DONE = -1;

  /** Parts are sent because a whole was refused. */
  private boolean inParts;

  /** How far any upload of the blob came for which the failures were forgotten. */
  private long furthest;

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
    while (state.offset() != DONE) {
      State before = state;
      try {
        state = advance(before);
      } catch (Lost e) {
        losses = counted(losses, e);
        state = anew(before);
      } catch (IOException e) {
        failures = counted(failures, e);
        state = stand(before);
      }
      // Not by how much it is more than before: what is lost again and again would never end.
      if (state.offset() >= furthest + WORTH) {
        furthest = state.offset();
        failures = 0;
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

  /** Begins another upload, unless only the answer was lost that said the blob is there. */
  private State anew(State before) throws IOException, InterruptedException {
    return repository.blobSize(blob.digest()).isPresent()
        ? new State(before.location(), DONE)
        : begin();
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
      if (answer.status() != 413) {
        return finished(answer);
      }
    }
    inParts = true;
    cancel(repository, state.location());
    return begin();
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
        case 416 -> throw new TransientException(repository + " answered " + answer.status());
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

  /**
   * Asks how far it came. Servers that lose an upload which broke off say so in many ways; all mean
   * that it has to begin anew.
   */
  private State stand(State before) throws IOException, InterruptedException {
    Optional<State> known =
        retries.run(
            () -> {
              try (Answer answer = send(Call.get(before.location()))) {
                if (answer.status() == 401 || answer.status() == 403) {
                  throw refused(answer);
                }
                long has = answer.isSuccess() ? received(answer) : 0;
                if (has == 0 || has > blob.size()) {
                  return Optional.empty();
                }
                URI at =
                    Channel.location(answer).isPresent() ? location(answer) : before.location();
                return Optional.of(new State(at, has));
              }
            });
    return known.isPresent() ? known.get() : anew(before);
  }

  /** How many bytes a server has, from {@code Range: 0-99}; none if it does not say. */
  private static long received(Answer answer) {
    Optional<String> range = answer.header("Range");
    if (range.isEmpty()) {
      return 0;
    }
    String text = range.get().strip();
    try {
      long last = Long.parseLong(text.substring(text.indexOf('-') + 1).strip());
      // "0-0" is what some say of one byte, and all of none.
      return last <= 0 || last == Long.MAX_VALUE ? 0 : last + 1;
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
    } catch (InterruptedIOException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | VarveException e) {
      // The server forgets about it some day.
    }
  }

  private Payload payload(long from, long length) {
    return new BlobPart(source, from, length);
  }
}
