package dev.varve.archive.compress;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * gzip, RFC 1952: each chunk is a member without a name or time. What is noise goes into stored
 * blocks, at the speed of memory.
 */
final class GzipEncoder implements ChunkEncoder {
  private static final int UNKNOWN_SYSTEM = 0xff;
  private static final byte[] HEADER = {
    0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) UNKNOWN_SYSTEM
  };
  private static final byte[] NOTHING = new byte[0];
  private static final int SAMPLE = 32 << 10;

  /** By level, once they were asked for. */
  private static final AtomicReferenceArray<@Nullable String> FINGERPRINTS =
      new AtomicReferenceArray<>(Deflater.BEST_COMPRESSION + 1);

  private final int level;
  private final Deflater deflater;
  private final CRC32 checksum = new CRC32();
  private final byte[] window = new byte[64 << 10];
  private byte[] out = new byte[1 << 20];
  private int size;

  GzipEncoder(int level) {
    this.level = level;
    this.deflater = new Deflater(level, true);
  }

  /**
   * Eight digits that differ where zlib writes other bytes: the JDK has its own zlib or takes that
   * of the system, and does not say which.
   */
  static String fingerprint(int level) {
    String known = FINGERPRINTS.get(level);
    if (known == null) {
      known = computeFingerprint(level);
      FINGERPRINTS.set(level, known);
    }
    return known;
  }

  private static String computeFingerprint(int level) {
    byte[] sample = new byte[SAMPLE];
    long state = 1;
    for (int i = 0; i < sample.length; i++) {
      state = state * 6364136223846793005L + 1442695040888963407L;
      // Few letters, and now and then something from a while ago, for matches of all lengths.
      boolean again = i > 700 && (state >>> 40 & 7) != 0;
      sample[i] = again ? sample[i - 600 - (i >> 9)] : (byte) ('a' + (int) (state >>> 60));
    }
    try (GzipEncoder encoder = new GzipEncoder(level)) {
      CRC32 sum = new CRC32();
      sum.update(encoder.encode(sample, sample.length));
      return HexFormat.of().toHexDigits((int) sum.getValue());
    }
  }

  @Override
  public byte[] encode(byte[] chunk, int length) {
    size = 0;
    put(HEADER, HEADER.length);
    deflater.reset();
    deflater.setLevel(level);
    NoiseRuns noise = new NoiseRuns(chunk, length);
    int at = 0;
    while (level > 0 && noise.next()) {
      deflate(chunk, at, noise.start(), level);
      deflate(chunk, noise.start(), noise.end(), Deflater.NO_COMPRESSION);
      at = noise.end();
    }
    deflate(chunk, at, length, level);
    deflater.finish();
    drain();
    checksum.reset();
    checksum.update(chunk, 0, length);
    putLittle((int) checksum.getValue());
    putLittle(length);
    return Arrays.copyOf(out, size);
  }

  /** Takes in a part at some level; what it becomes may come out later. */
  private void deflate(byte[] chunk, int from, int to, int partLevel) {
    if (from == to) {
      return;
    }
    // Without input: the change of level first deals with what there is as the level before would.
    deflater.setInput(NOTHING);
    deflater.setLevel(partLevel);
    drain();
    deflater.setInput(chunk, from, to - from);
    drain();
  }

  private void drain() {
    while (true) {
      // How zlib cuts stored blocks depends on the room it is given, so that is always the same.
      int written = deflater.deflate(window, 0, window.length);
      put(window, written);
      if (written < window.length && (deflater.needsInput() || deflater.finished())) {
        return;
      }
    }
  }

  private void put(byte[] bytes, int length) {
    if (out.length - size < length) {
      out = Arrays.copyOf(out, Math.max(2 * out.length, size + length));
    }
    System.arraycopy(bytes, 0, out, size, length);
    size += length;
  }

  private void putLittle(int value) {
    byte[] bytes = new byte[Integer.BYTES];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (value >>> (i * Byte.SIZE));
    }
    put(bytes, bytes.length);
  }

  @Override
  public void close() {
    deflater.end();
  }
}
