package dev.varve.testkit.layers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * The formats in which layers travel, written by hand: gzip (RFC 1952) by the JDK's deflater, zstd
 * (RFC 8878) without compressing, in blocks of bytes as they are and of one byte many times.
 */
public final class Compressed {
  private static final int MOST_IN_BLOCK = 128 << 10;
  private static final int RAW_BLOCK = 0;
  private static final int RUN_BLOCK = 1;

  private Compressed() {}

  /** One gzip member. */
  public static byte[] gzip(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new FastGzip(out)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(ByteArrayOutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  /** One zstd frame with a window of 128 KiB. */
  public static byte[] zstd(byte[] content) {
    return zstd(content, 17, MOST_IN_BLOCK);
  }

  /**
   * One zstd frame.
   *
   * @param windowLog the frame asks to remember 2^windowLog bytes; 10 to 41
   * @param blockSize bytes in a block, at most 128 KiB
   */
  static byte[] zstd(byte[] content, int windowLog, int blockSize) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(frameHeader(windowLog));
    for (int at = 0; at == 0 || at < content.length; at += blockSize) {
      int length = Math.min(blockSize, content.length - at);
      out.writeBytes(block(at + length == content.length, RAW_BLOCK, length));
      out.write(content, at, length);
    }
    return out.toByteArray();
  }

  /** A frame header without content size, checksum and dictionary. */
  static byte[] frameHeader(int windowLog) {
    return new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, (byte) ((windowLog - 10) << 3)};
  }

  /** The header of a block. */
  static byte[] block(boolean last, int type, int size) {
    int word = (last ? 1 : 0) | (type << 1) | (size << 3);
    return new byte[] {(byte) word, (byte) (word >> 8), (byte) (word >> 16)};
  }

  /** A frame that is {@code start} and then many zeros, 128 KiB of them for every four bytes. */
  static byte[] zstdZerosAfter(byte[] start, int blocks) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(frameHeader(17));
    out.writeBytes(block(false, RAW_BLOCK, start.length));
    out.writeBytes(start);
    for (int i = 0; i < blocks; i++) {
      out.writeBytes(block(i + 1 == blocks, RUN_BLOCK, MOST_IN_BLOCK));
      out.write(0);
    }
    return out.toByteArray();
  }

  /** What readers of zstd have to pass over. */
  static byte[] skippable(int size) {
    byte[] frame = Arrays.copyOf(new byte[] {0x5a, 0x2a, 0x4d, 0x18}, 8 + size);
    for (int i = 0; i < 4; i++) {
      frame[4 + i] = (byte) (size >> (8 * i));
    }
    Arrays.fill(frame, 8, frame.length, (byte) 'x');
    return frame;
  }

  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  static byte[] cut(byte[] bytes, int length) {
    return Arrays.copyOf(bytes, length);
  }

  /** With one byte replaced; from the end where {@code at} is negative. */
  static byte[] with(byte[] bytes, int at, int value) {
    byte[] changed = bytes.clone();
    changed[at < 0 ? bytes.length + at : at] = (byte) value;
    return changed;
  }

  static byte[] flipped(byte[] bytes, int at) {
    int place = at < 0 ? bytes.length + at : at;
    return with(bytes, place, bytes[place] ^ 1);
  }
}
