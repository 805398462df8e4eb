package dev.varve.store;

import dev.varve.model.Digest;
import dev.varve.store.disk.DamagedException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which ranges of which blobs, one after the other, are the tar of a layer. Immutable. In a layer's
 * directory it is the file {@code extents}: a magic, the numbers of blobs and ranges, the digests
 * of the blobs, for each range the number of its blob, where it starts there and its length; then
 * the digest of all before. Numbers are little-endian.
 */
final class Extents {
  private static final byte[] MAGIC = "varve-extents 1\n".getBytes(StandardCharsets.ISO_8859_1);
  private static final int RANGE = Integer.BYTES + 2 * Long.BYTES;

  private final List<Digest> blobs;
  private final int[] blob;
  private final long[] from;

  /** Where each range starts in the tar, and where the last one ends. */
  private final long[] starts;

  private Extents(List<Digest> blobs, int[] blob, long[] from, long[] starts) {
    this.blobs = List.copyOf(blobs);
    this.blob = blob;
    this.from = from;
    this.starts = starts;
  }

  /** All of one blob. */
  static Extents of(Digest blob, long size) {
    return new Builder().add(blob, 0, size).build();
  }

  /** The blobs that are pointed into. */
  List<Digest> blobs() {
    return blobs;
  }

  /** Bytes of the tar. */
  long size() {
    return starts[blob.length];
  }

  /** How many ranges there are. */
  int count() {
    return blob.length;
  }

  /** The number, in {@link #blobs}, of the blob of a range. */
  int blob(int range) {
    return blob[range];
  }

  /** Where a range starts in its blob. */
  long from(int range) {
    return from[range];
  }

  /** Where a range starts in the tar; where the last ends, for the number after it. */
  long start(int range) {
    return starts[range];
  }

  /** The range that holds a byte of the tar. */
  int rangeAt(long position) {
    int found = Arrays.binarySearch(starts, position);
    return found < 0 ? -found - 2 : found;
  }

  /** How many bytes at the beginning of both tars are the same because they are the same ranges. */
  long sharedPrefix(Extents other) {
    int i = 0;
    while (i < count()
        && i < other.count()
        && blobs.get(blob[i]).equals(other.blobs.get(other.blob[i]))
        && from[i] == other.from[i]) {
      if (starts[i + 1] != other.starts[i + 1]) {
        return Math.min(starts[i + 1], other.starts[i + 1]);
      }
      i++;
    }
    return starts[i];
  }

  /** How many bytes of each blob are used. */
  Map<Digest, Long> used() {
    Map<Digest, Long> used = new HashMap<>();
    for (int i = 0; i < blob.length; i++) {
      used.merge(blobs.get(blob[i]), starts[i + 1] - starts[i], Long::sum);
    }
    return used;
  }

  byte[] toBytes() {
    int length = MAGIC.length + 2 * Integer.BYTES + blobs.size() * Digest.SIZE + count() * RANGE;
    ByteBuffer out = ByteBuffer.allocate(length + Digest.SIZE).order(ByteOrder.LITTLE_ENDIAN);
    out.put(MAGIC).putInt(blobs.size()).putInt(count());
    blobs.forEach(each -> out.put(each.bytes()));
    for (int i = 0; i < count(); i++) {
      out.putInt(blob[i]).putLong(from[i]).putLong(starts[i + 1] - starts[i]);
    }
    return out.put(Digest.sha256Of(Arrays.copyOf(out.array(), length)).bytes()).array();
  }

  /**
   * @throws DamagedException if it is not what {@link #toBytes} made
   */
  static Extents parse(byte[] file, String what) {
    int end = file.length - Digest.SIZE;
    if (end < MAGIC.length
        || !Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
        || !Digest.ofSha256(Arrays.copyOfRange(file, end, file.length))
            .equals(Digest.sha256Of(Arrays.copyOf(file, end)))) {
      throw new DamagedException(what, "the checksum of its extents does not match");
    }
    try {
      ByteBuffer in = ByteBuffer.wrap(file, 0, end).order(ByteOrder.LITTLE_ENDIAN);
      in.position(MAGIC.length);
      int blobs = in.getInt();
      int ranges = in.getInt();
      List<Digest> known = new ArrayList<>();
      for (int i = 0; i < blobs; i++) {
        byte[] digest = new byte[Digest.SIZE];
        in.get(digest);
        known.add(Digest.ofSha256(digest));
      }
      Builder builder = new Builder();
      for (int i = 0; i < ranges; i++) {
        builder.add(known.get(in.getInt()), in.getLong(), in.getLong());
      }
      return builder.build();
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new DamagedException(what, "its extents make no sense");
    }
  }

  /** Collects ranges; one that goes on where the last one ends is made one with it. */
  static final class Builder {
    private final Map<Digest, Integer> numbers = new HashMap<>();
    private final List<Digest> blobs = new ArrayList<>();
    private int[] blob = new int[16];
    private long[] from = new long[16];
    private long[] starts = new long[17];
    private int count;

    Builder add(Digest of, long start, long length) {
      if (length == 0) {
        return this;
      }
      Integer known = numbers.get(of);
      int number = known == null ? blobs.size() : known;
      if (known == null) {
        numbers.put(of, number);
        blobs.add(of);
      }
      int last = count - 1;
      if (last >= 0 && blob[last] == number && from[last] + starts[count] - starts[last] == start) {
        starts[count] += length;
        return this;
      }
      if (count == blob.length) {
        blob = Arrays.copyOf(blob, 2 * count);
        from = Arrays.copyOf(from, 2 * count);
        starts = Arrays.copyOf(starts, 2 * count + 1);
      }
      blob[count] = number;
      from[count] = start;
      starts[count + 1] = starts[count] + length;
      count++;
      return this;
    }

    /** Adds what some bytes of another tar consist of. */
    Builder add(Extents other, long start, long length) {
      long at = start;
      long end = start + length;
      for (int i = length == 0 ? other.count() : other.rangeAt(start); at < end; i++) {
        long part = Math.min(end, other.start(i + 1)) - at;
        add(other.blobs.get(other.blob[i]), other.from[i] + at - other.start(i), part);
        at += part;
      }
      return this;
    }

    Extents build() {
      return new Extents(
          blobs,
          Arrays.copyOf(blob, count),
          Arrays.copyOf(from, count),
          Arrays.copyOf(starts, count + 1));
    }
  }
}
