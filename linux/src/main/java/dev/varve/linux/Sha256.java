package dev.varve.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * A SHA-256 (FIPS 180-4) by the processor's own instructions, whose state can be taken out after
 * whole blocks and put into another one: so what begins as something that was hashed before need
 * not be hashed from its beginning.
 *
 * <p>There is one only where the launcher has named {@link GateLibrary}'s file and the processor
 * has the instructions, and only after it has given the digests of known texts.
 */
public final class Sha256 extends MessageDigest implements Cloneable {
  /** Bytes of a state, and of a digest. */
  public static final int SIZE = 32;

  /** Bytes of a block. */
  public static final int BLOCK = 64;

  private static final int WORDS = SIZE / Integer.BYTES;
  private static final int LENGTH_SIZE = 8;

  // The first 32 bits of the fractional parts of the square roots of the first eight primes.
  private static final int[] INITIAL = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
  };

  private int[] words = INITIAL.clone();
  private byte[] block = new byte[BLOCK];
  private long processed;

  private Sha256() {
    super("SHA-256");
  }

  private static final class Holder {
    static final boolean WORKS = BlockGate.OPEN && works();
  }

  /** A digest of nothing so far; empty where there is none of this kind. */
  public static Optional<Sha256> start() {
    return Holder.WORKS ? Optional.of(new Sha256()) : Optional.empty();
  }

  /**
   * A digest of {@code count} bytes of which only the state is known; empty where there is none of
   * this kind.
   *
   * @param count a multiple of 64
   */
  public static Optional<Sha256> resume(byte[] state, long count) {
    if (count < 0 || count % BLOCK != 0 || state.length != SIZE) {
      throw new IllegalArgumentException("no state of whole blocks");
    }
    if (!Holder.WORKS) {
      return Optional.empty();
    }
    Sha256 digest = new Sha256();
    ByteBuffer.wrap(state).asIntBuffer().get(digest.words);
    digest.processed = count;
    return Optional.of(digest);
  }

  /**
   * The state, which is all there is to know after a multiple of 64 bytes.
   *
   * @throws IllegalStateException after any other number
   */
  public byte[] state() {
    if (buffered() != 0) {
      throw new IllegalStateException("not at the end of a block");
    }
    return bytes();
  }

  private byte[] bytes() {
    byte[] bytes = new byte[SIZE];
    ByteBuffer.wrap(bytes).asIntBuffer().put(words);
    return bytes;
  }

  private int buffered() {
    return (int) (processed % BLOCK);
  }

  @Override
  protected int engineGetDigestLength() {
    return SIZE;
  }

  @Override
  protected void engineUpdate(byte input) {
    int at = buffered();
    block[at] = input;
    processed++;
    if (at == BLOCK - 1) {
      compress(block, 0, 1);
    }
  }

  @Override
  protected void engineUpdate(byte[] input, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, input.length);
    int at = offset;
    int left = length;
    int filled = buffered();
    if (filled > 0) {
      int part = Math.min(BLOCK - filled, left);
      System.arraycopy(input, at, block, filled, part);
      at += part;
      left -= part;
      if (filled + part < BLOCK) {
        processed += length;
        return;
      }
      compress(block, 0, 1);
    }
    int blocks = left / BLOCK;
    if (blocks > 0) {
      compress(input, at, blocks);
      at += blocks * BLOCK;
      left -= blocks * BLOCK;
    }
    System.arraycopy(input, at, block, 0, left);
    processed += length;
  }

  /** Whole blocks, by way of this thread's native memory. */
  private void compress(byte[] input, int offset, int blocks) {
    Scratch scratch = Scratch.fresh();
    NativeBuffer buffer = scratch.blocks();
    int most = (buffer.size() - SIZE) / BLOCK;
    buffer.copyIn(words, 0, WORDS);
    int at = offset;
    for (int left = blocks; left > 0; ) {
      int part = Math.min(left, most);
      buffer.copyIn(input, at, SIZE, part * BLOCK);
      BlockGate.compress(buffer.address(), buffer.address() + SIZE, part);
      at += part * BLOCK;
      left -= part;
    }
    buffer.copyOut(0, words, WORDS);
  }

  @Override
  protected byte[] engineDigest() {
    pad();
    byte[] digest = bytes();
    engineReset();
    return digest;
  }

  @Override
  protected int engineDigest(byte[] to, int offset, int length) throws DigestException {
    if (length < SIZE) {
      throw new DigestException("a SHA-256 has " + SIZE + " bytes, there is room for " + length);
    }
    System.arraycopy(engineDigest(), 0, to, offset, SIZE);
    return SIZE;
  }

  /** One bit, zeros, and the length in bits, to the end of a block. */
  private void pad() {
    long bits = processed << 3;
    int filled = buffered();
    block[filled++] = (byte) 0x80;
    if (filled > BLOCK - LENGTH_SIZE) {
      Arrays.fill(block, filled, BLOCK, (byte) 0);
      compress(block, 0, 1);
      filled = 0;
    }
    Arrays.fill(block, filled, BLOCK - LENGTH_SIZE, (byte) 0);
    ByteBuffer.wrap(block).order(ByteOrder.BIG_ENDIAN).putLong(BLOCK - LENGTH_SIZE, bits);
    compress(block, 0, 1);
  }

  @Override
  protected void engineReset() {
    System.arraycopy(INITIAL, 0, words, 0, WORDS);
    processed = 0;
  }

  @Override
  public Object clone() throws CloneNotSupportedException {
    Sha256 copy = (Sha256) super.clone();
    copy.words = words.clone();
    copy.block = block.clone();
    return copy;
  }

  /** The examples of FIPS 180-4 of one block and of two. */
  private static boolean works() {
    return first("abc") == 0xba7816bf8f01cfeaL
        && first("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") == 0x248d6a61d20638b8L;
  }

  private static long first(String text) {
    Sha256 digest = new Sha256();
    for (int i = 0; i < text.length(); i++) {
      digest.engineUpdate((byte) text.charAt(i));
    }
    return ByteBuffer.wrap(digest.engineDigest()).getLong();
  }
}
