package dev.varve.archive.compress;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.util.ZstdVersion;
import java.util.zip.Deflater;

/**
 * How layers are compressed when they leave: chunk by chunk, each to a member (gzip, RFC 1952) or
 * frame (zstd, RFC 8878) of its own. The same bytes become the same bytes on every machine, as long
 * as {@link #id} is the same.
 *
 * @param format {@link Compression#NONE}, {@link Compression#GZIP} or {@link Compression#ZSTD}
 * @param level 0 to 9 for gzip, 1 to 22 for zstd, 0 for none
 */
public record LayerCompression(Compression format, int level) {
  public static final LayerCompression NONE = new LayerCompression(Compression.NONE, 0);
  public static final LayerCompression GZIP = new LayerCompression(Compression.GZIP, 6);
  public static final LayerCompression ZSTD = new LayerCompression(Compression.ZSTD, 3);

  /**
   * @throws IllegalArgumentException for a format that layers do not have, or a level that it does
   *     not have; the message says which there are
   */
  public LayerCompression {
    switch (format) {
      case NONE -> require(level, 0, 0);
      case GZIP -> require(level, Deflater.NO_COMPRESSION, Deflater.BEST_COMPRESSION);
      case ZSTD -> require(level, 1, Zstd.maxCompressionLevel());
      case BZIP2, XZ -> throw new IllegalArgumentException("layers are not compressed with that");
    }
  }

  private static void require(int level, int least, int most) {
    if (level < least || level > most) {
      throw new IllegalArgumentException("the levels are " + least + " to " + most);
    }
  }

  /**
   * A name for what compressed chunks depend on besides their content: the format, the level, and
   * the library that does it, of which other versions may write other bytes. Letters, digits, dots
   * and dashes.
   */
  public String id() {
    return switch (format) {
      case GZIP -> "gzip-" + level + "-" + GzipEncoder.fingerprint(level);
      case ZSTD -> "zstd-" + level + "-" + ZstdVersion.VERSION;
      case NONE, BZIP2, XZ -> format.title();
    };
  }

  /** A new encoder, for one thread. */
  public ChunkEncoder encoder() {
    return switch (format) {
      case GZIP -> new GzipEncoder(level);
      case ZSTD -> new ZstdEncoder(level);
      case NONE, BZIP2, XZ -> throw new IllegalStateException(format.title());
    };
  }

  @Override
  public String toString() {
    return format == Compression.NONE ? format.title() : format.title() + " level " + level;
  }
}
