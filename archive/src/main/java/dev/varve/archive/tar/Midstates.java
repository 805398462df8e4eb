package dev.varve.archive.tar;

import dev.varve.model.Digest;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * The states that the SHA-256 of a tar has after every {@value #STEP} bytes. A tar that begins as
 * this one does is hashed from the last state before the first difference on. Immutable.
 */
public final class Midstates {
  /** Bytes between two states. */
  public static final long STEP = 4 << 20;

  public static final Midstates NONE = new Midstates(new byte[0]);

  private final byte[] states;

  private Midstates(byte[] states) {
    this.states = states;
  }

  /** How many there are. */
  public int count() {
    return states.length / Sha256State.SIZE;
  }

  /** The bytes after which the last state not after {@code position} was taken; 0 if none is. */
  public long before(long position) {
    return Math.min(position / STEP, count()) * STEP;
  }

  /** Those up to {@code position}. */
  private byte[] upTo(long position) {
    return Arrays.copyOf(states, (int) (before(position) / STEP) * Sha256State.SIZE);
  }

  /** To be stored: the states, and a digest over them and the tar's. */
  public byte[] toBytes(Digest tar) {
    byte[] bytes = Arrays.copyOf(states, states.length + Digest.SIZE);
    System.arraycopy(seal(states, tar), 0, bytes, states.length, Digest.SIZE);
    return bytes;
  }

  /** What {@link #toBytes} made for that tar; none if it is anything else. */
  public static Midstates parse(byte[] bytes, Digest tar) {
    int length = bytes.length - Digest.SIZE;
    if (length < 0 || length % Sha256State.SIZE != 0) {
      return NONE;
    }
    byte[] states = Arrays.copyOf(bytes, length);
    byte[] seal = Arrays.copyOfRange(bytes, length, bytes.length);
    return Arrays.equals(seal, seal(states, tar)) ? new Midstates(states) : NONE;
  }

  private static byte[] seal(byte[] states, Digest tar) {
    byte[] all = Arrays.copyOf(states, states.length + Digest.SIZE);
    tar.copyTo(all, states.length);
    return Digest.sha256Of(all).bytes();
  }

  @Override
  public boolean equals(@org.jspecify.annotations.Nullable Object other) {
    return other instanceof Midstates that && Arrays.equals(states, that.states);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(states);
  }

  /** Hashes a tar and takes the states on the way. For one thread at a time. */
  static final class Hash {
    private final Sha256State digest;
    private final ByteArrayOutputStream states = new ByteArrayOutputStream();
    private long count;

    private Hash(Sha256State digest) {
      this.digest = digest;
    }

    /**
     * The hash of a tar that begins as another one does.
     *
     * @param known those of the other
     * @param from after how many bytes: what {@link #before} answered
     * @return empty where this is not supported
     */
    static Optional<Hash> resume(Midstates known, long from) {
      if (from == 0) {
        return Sha256State.start().map(Hash::new);
      }
      byte[] kept = known.upTo(from);
      byte[] last = Arrays.copyOfRange(kept, kept.length - Sha256State.SIZE, kept.length);
      Optional<Hash> hash = Sha256State.resume(last, from).map(Hash::new);
      hash.ifPresent(
          each -> {
            each.states.writeBytes(kept);
            each.count = from;
          });
      return hash;
    }

    void update(byte[] bytes, int offset, int length) {
      int done = offset;
      while (done < offset + length) {
        int part = (int) Math.min(offset + length - done, STEP - count % STEP);
        digest.update(bytes, done, part);
        done += part;
        count += part;
        if (count % STEP == 0) {
          states.writeBytes(digest.state());
        }
      }
    }

    Digest digest() {
      return digest.digest();
    }

    Midstates states() {
      return new Midstates(states.toByteArray());
    }
  }
}
