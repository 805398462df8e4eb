package dev.varve.archive.tar;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;

/**
 * The content of one member as the file has it: what the member stores, holes filled with zeros.
 */
final class MemberInput extends InputStream {
  private final TarInput in;
  private final List<Long> map;
  private final long size;
  private long position;
  private int part;
  private long stored;

  /** A member without holes. */
  MemberInput(TarInput in, long size) {
    this(in, new SparseMap(size, List.of(0L, size)), size);
  }

  MemberInput(TarInput in, SparseMap map, long stored) {
    this.in = in;
    this.map = map.numbers();
    this.size = map.size();
    this.stored = stored;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (position == size) {
      return -1;
    }
    while (part < map.size() && position >= map.get(part) + map.get(part + 1)) {
      part += 2;
    }
    long from = part < map.size() ? map.get(part) : size;
    if (position < from) {
      int zeros = (int) Math.min(length, from - position);
      Arrays.fill(to, offset, offset + zeros, (byte) 0);
      position += zeros;
      return zeros;
    }
    long end = from + map.get(part + 1);
    int read = in.read(to, offset, (int) Math.min(length, end - position));
    if (read < 0) {
      throw in.truncated();
    }
    position += read;
    stored -= read;
    return read;
  }

  /** Passes over what the member stores and nobody read, and its padding. */
  void finish(long padding) throws IOException {
    in.skip(stored);
    stored = 0;
    position = size;
    in.skip(padding);
  }
}
