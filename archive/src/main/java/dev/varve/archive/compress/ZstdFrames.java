package dev.varve.archive.compress;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Watches the frames of a zstd stream (RFC 8878, section 3.1) go by, and fails where the stream
 * ends within one. The decompressor notices that in the first frame only: what is cut off in a
 * later one it takes for the end.
 */
final class ZstdFrames extends FilterInputStream {
  private static final int MAGIC = 0xfd2f_b528;
  private static final int SKIPPABLE_MAGIC = 0x184d_2a50;
  private static final int[] CONTENT_SIZE_BYTES = {0, 2, 4, 8};
  private static final int[] DICTIONARY_BYTES = {0, 1, 2, 4};
  private static final int CHECKSUM_BYTES = 4;
  private static final int RUN_BLOCK = 1;
  private static final int RESERVED_BLOCK = 3;

  /** What comes next, once {@link #passing} bytes have gone by. */
  private enum Part {
    MAGIC(4),
    SKIPPABLE_SIZE(4),
    DESCRIPTOR(1),
    BLOCK_HEADER(3),
    /** No frame: for the decompressor to refuse. */
    UNKNOWN(0);

    private final int bytes;

    Part(int bytes) {
      this.bytes = bytes;
    }
  }

  private Part part = Part.MAGIC;

  /** The bytes of the part that were seen, little-endian, and how many. */
  private int word;

  private int seen;

  /** Bytes before the part that nobody has to look at. */
  private long passing;

  private boolean checksum;

  ZstdFrames(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    int read = in.read(to, offset, length);
    if (read >= 0) {
      watch(to, offset, offset + read);
    } else if (part != Part.UNKNOWN && (part != Part.MAGIC || seen > 0 || passing > 0)) {
      throw new EOFException("the stream ends within a frame");
    }
    return read;
  }

  private void watch(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && part != Part.UNKNOWN) {
      if (passing > 0) {
        int step = (int) Math.min(passing, to - at);
        passing -= step;
        at += step;
        continue;
      }
      word |= (bytes[at++] & 0xff) << (8 * seen++);
      if (seen == part.bytes) {
        int complete = word;
        word = 0;
        seen = 0;
        part = after(complete);
      }
    }
  }

  private Part after(int value) {
    return switch (part) {
      case MAGIC -> {
        if (value == MAGIC) {
          yield Part.DESCRIPTOR;
        }
        yield (value & ~0xf) == SKIPPABLE_MAGIC ? Part.SKIPPABLE_SIZE : Part.UNKNOWN;
      }
      case SKIPPABLE_SIZE -> {
        passing = value & 0xffff_ffffL;
        yield Part.MAGIC;
      }
      case DESCRIPTOR -> {
        boolean single = (value & 0x20) != 0;
        int contentSize = value >> 6;
        checksum = (value & 4) != 0;
        int dictionary = DICTIONARY_BYTES[value & 3];
        // A single segment has no window, and its size even where the others have none.
        int window = single && contentSize > 0 ? 0 : 1;
        passing = (long) dictionary + window + CONTENT_SIZE_BYTES[contentSize];
        yield Part.BLOCK_HEADER;
      }
      case BLOCK_HEADER -> {
        boolean last = (value & 1) != 0;
        int type = (value >> 1) & 3;
        passing = type == RUN_BLOCK ? 1 : value >> 3;
        passing += last && checksum ? CHECKSUM_BYTES : 0;
        if (type == RESERVED_BLOCK) {
          yield Part.UNKNOWN;
        }
        yield last ? Part.MAGIC : Part.BLOCK_HEADER;
      }
      case UNKNOWN -> Part.UNKNOWN;
    };
  }
}
