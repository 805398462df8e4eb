package dev.varve.archive.compress;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.varve.archive.ArchiveException;
import dev.varve.archive.Limits;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/** How a stream is compressed. */
public enum Compression {
  NONE,
  GZIP,
  ZSTD,
  BZIP2,
  XZ;

  /** 2^27: 128 MiB, the most that a zstd frame may ask us to remember. */
  private static final int MAX_ZSTD_WINDOW_LOG = 27;

  /** In KiB; the largest preset of xz needs 65 MiB. */
  private static final int MAX_XZ_MEMORY = 130 << 10;

  /** How many first bytes {@link #detect} wants to see. */
  public static final int MAGIC_LENGTH = 10;

  /**
   * Tells by the first bytes; {@link #NONE} for what is unknown.
   *
   * @param start the first {@value #MAGIC_LENGTH} bytes, or all if there are less
   */
  public static Compression detect(byte[] start, int length) {
    if (starts(start, length, 0x1f, 0x8b)) {
      return GZIP;
    }
    if (starts(start, length, 0x28, 0xb5, 0x2f, 0xfd) || isSkippableFrame(start, length)) {
      return ZSTD;
    }
    if (starts(start, length, 0xfd, '7', 'z', 'X', 'Z', 0)) {
      return XZ;
    }
    boolean bzip2 = starts(start, length, 'B', 'Z', 'h') && length >= 10 && start[3] >= '1';
    boolean block = bzip2 && start[4] == 0x31 && start[5] == 0x41 && start[6] == 0x59;
    boolean empty = bzip2 && start[4] == 0x17 && start[5] == 0x72 && start[6] == 0x45;
    return bzip2 && start[3] <= '9' && (block || empty) ? BZIP2 : NONE;
  }

  private static boolean starts(byte[] bytes, int length, int... magic) {
    if (length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((bytes[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSkippableFrame(byte[] start, int length) {
    return length >= 4
        && (start[0] & 0xf0) == 0x50
        && (start[1] & 0xff) == 0x2a
        && (start[2] & 0xff) == 0x4d
        && (start[3] & 0xff) == 0x18;
  }

  /**
   * Decompresses {@code in} by whatever it is compressed with, to its end: all members, frames or
   * streams of it.
   *
   * @return a stream that fails with an {@link ArchiveException} where the input is damaged, cut
   *     off, followed by something else, or beyond {@code limits}; closing it closes {@code in}
   */
  public static InputStream decompressed(InputStream in, Limits limits) throws IOException {
    CountingInput counted = new CountingInput(in);
    PushbackInputStream start = new PushbackInputStream(counted, MAGIC_LENGTH);
    byte[] magic = start.readNBytes(MAGIC_LENGTH);
    start.unread(magic);
    return detect(magic, magic.length).decompress(start, counted, limits);
  }

  /** As {@link #decompressed}, for a stream that is known to be compressed like this. */
  public InputStream decompress(InputStream in, Limits limits) throws IOException {
    CountingInput counted = new CountingInput(in);
    return decompress(counted, counted, limits);
  }

  private InputStream decompress(InputStream in, CountingInput counted, Limits limits)
      throws IOException {
    try {
      InputStream plain =
          switch (this) {
            case NONE -> in;
            case GZIP -> new GzipInput(in);
            case ZSTD ->
                new ZstdInputStreamNoFinalizer(new ZstdFrames(in)).setLongMax(MAX_ZSTD_WINDOW_LOG);
            case BZIP2 -> new BZip2CompressorInputStream(new BufferedInputStream(in), true);
            case XZ -> new XZInputStream(new BufferedInputStream(in), MAX_XZ_MEMORY);
          };
      return new BoundedInput(plain, this, counted, limits);
    } catch (IOException | RuntimeException e) {
      if (e instanceof IOException failure && counted.failed(failure)) {
        throw failure;
      }
      throw new ArchiveException("damaged " + title() + " data: " + e.getMessage(), e);
    }
  }

  /** As people call it. */
  public String title() {
    return switch (this) {
      case NONE -> "uncompressed";
      case GZIP -> "gzip";
      case ZSTD -> "zstd";
      case BZIP2 -> "bzip2";
      case XZ -> "xz";
    };
  }

  /**
   * A stream that compresses with gzip, without name and time in the header, so that the same bytes
   * give the same result. Closing it closes {@code out}.
   *
   * @param level 1 to 9
   */
  public static OutputStream gzip(OutputStream out, int level) throws IOException {
    if (level < Deflater.BEST_SPEED || level > Deflater.BEST_COMPRESSION) {
      throw new IllegalArgumentException("gzip level " + level);
    }
    return new LevelledGzip(out, level);
  }

  private static final class LevelledGzip extends GZIPOutputStream {
    LevelledGzip(OutputStream out, int level) throws IOException {
      super(out, 64 << 10);
      def.setLevel(level);
    }
  }
}
