package dev.varve.archive.tar;

import dev.varve.linux.Sha256;
import dev.varve.model.Digest;
import java.util.Optional;

/**
 * A SHA-256 whose state can be taken out after whole blocks and put into another one, so that what
 * begins as something that was hashed before need not be hashed from its beginning.
 *
 * <p>There are two: by the processor's own instructions, and by the JDK's implementation where it
 * can be reached into. Where there is neither, everything works without, only not as fast.
 */
public sealed interface Sha256State permits NativeSha256State, JdkSha256State {
  /** Bytes of a state. */
  int SIZE = Sha256.SIZE;

  /** Whether {@link #start} and {@link #resume} answer something. */
  static boolean isSupported() {
    return start().isPresent();
  }

  /** A digest of nothing so far; empty where this is not supported. */
  static Optional<Sha256State> start() {
    Optional<Sha256> sha = Sha256.start();
    return sha.isPresent()
        ? Optional.of(new NativeSha256State(sha.get()))
        : JdkSha256State.start().map(state -> state);
  }

  /**
   * A digest of {@code count} bytes of which only the state is known; empty where this is not
   * supported.
   *
   * @param count a multiple of 64
   */
  static Optional<Sha256State> resume(byte[] state, long count) {
    if (count < 0 || count % Sha256.BLOCK != 0 || state.length != SIZE) {
      throw new IllegalArgumentException("no state of whole blocks");
    }
    Optional<Sha256> sha = Sha256.resume(state, count);
    return sha.isPresent()
        ? Optional.of(new NativeSha256State(sha.get()))
        : JdkSha256State.resume(state, count).map(resumed -> resumed);
  }

  void update(byte[] bytes, int offset, int length);

  /**
   * The state, {@value #SIZE} bytes.
   *
   * @throws IllegalStateException unless a multiple of 64 bytes was added
   */
  byte[] state();

  /** The digest of all; nothing can be added after that. */
  Digest digest();
}
