package dev.varve.store.compressed;

import dev.varve.model.Digest;
import dev.varve.store.disk.DamagedException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is known of a layer that was compressed: the blob, and the chunks that make it one after the
 * other. Immutable. As a file a magic, the diff ID, digest and size of the blob, how many chunks
 * there are, for each its name, its digest and its length; then the digest of all before. Numbers
 * are little-endian.
 *
 * @param diffId of the layer
 * @param digest of the blob
 * @param chunks in the order of the blob, one at least
 */
public record ChunkList(Digest diffId, Digest digest, List<Chunk> chunks) {
  private static final byte[] MAGIC = "varve-compressed 1\n".getBytes(StandardCharsets.ISO_8859_1);
  private static final int FIXED = MAGIC.length + 2 * Digest.SIZE + Long.BYTES + Integer.BYTES;
  private static final int CHUNK = 2 * Digest.SIZE + Integer.BYTES;

  /** A layer of a terabyte has about as many chunks as fit. */
  static final int MAX_BYTES = 64 << 20;

  public ChunkList {
    chunks = List.copyOf(chunks);
  }

  /**
   * A compressed chunk.
   *
   * @param name of what is in it
   * @param digest of the compressed bytes
   * @param length how many there are
   */
  public record Chunk(Digest name, Digest digest, int length) {}

  /** Bytes of the blob. */
  public long size() {
    long size = 0;
    for (Chunk each : chunks) {
      size += each.length();
    }
    return size;
  }

  byte[] toBytes() {
    int length = FIXED + chunks.size() * CHUNK;
    ByteBuffer out = ByteBuffer.allocate(length + Digest.SIZE).order(ByteOrder.LITTLE_ENDIAN);
    out.put(MAGIC).put(diffId.bytes()).put(digest.bytes()).putLong(size()).putInt(chunks.size());
    for (Chunk each : chunks) {
      out.put(each.name().bytes()).put(each.digest().bytes()).putInt(each.length());
    }
    return out.put(Digest.sha256Of(Arrays.copyOf(out.array(), length)).bytes()).array();
  }

  /**
   * @throws DamagedException if it is not what {@link #toBytes} made for that layer
   */
  static ChunkList parse(byte[] file, Digest diffId, String what) {
    int end = file.length - Digest.SIZE;
    if (end < FIXED
        || !Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
        || !Digest.ofSha256(Arrays.copyOfRange(file, end, file.length))
            .equals(Digest.sha256Of(Arrays.copyOf(file, end)))) {
      throw new DamagedException(what, "its checksum does not match");
    }
    try {
      ByteBuffer in = ByteBuffer.wrap(file, 0, end).order(ByteOrder.LITTLE_ENDIAN);
      in.position(MAGIC.length);
      Digest of = digest(in);
      Digest blob = digest(in);
      long size = in.getLong();
      int count = in.getInt();
      List<Chunk> chunks = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        chunks.add(new Chunk(digest(in), digest(in), in.getInt()));
      }
      ChunkList list = new ChunkList(of, blob, chunks);
      if (!of.equals(diffId) || list.size() != size || count == 0 || in.hasRemaining()) {
        throw new DamagedException(what, "it belongs to another layer, or makes no sense");
      }
      return list;
    } catch (BufferUnderflowException e) {
      throw new DamagedException(what, "it makes no sense");
    }
  }

  private static Digest digest(ByteBuffer in) {
    byte[] digest = new byte[Digest.SIZE];
    in.get(digest);
    return Digest.ofSha256(digest);
  }
}
