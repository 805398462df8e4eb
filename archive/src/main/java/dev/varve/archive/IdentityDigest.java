package dev.varve.archive;

import dev.varve.model.Digest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;

/**
 * The digest behind {@link LayerIndex#identity()}: the records and the heap of an index, but in
 * each record zeros for what later steps cannot see: times, and where content lies. Both are in the
 * one order that {@link IndexEncoder} gives them, so equal entries give equal bytes.
 */
final class IdentityDigest {
  private static final byte[] DOMAIN = {'v', 'a', 'r', 'v', 'e', ' ', 'i', 'd', ' ', '2', 0};
  private static final byte[] ZEROS = new byte[IndexFormat.RECORD];
  private static final int BATCH = 256;

  private IdentityDigest() {}

  /**
   * The digest, or nothing if some content's digest is unknown.
   *
   * @param records from 0 to its limit
   * @param heap from 0 to its limit
   */
  static byte[] of(ByteBuffer records, ByteBuffer heap) {
    MessageDigest digest = Digest.newSha256();
    digest.update(DOMAIN);
    int count = records.limit() / IndexFormat.RECORD;
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(count).array());
    byte[] bytes = new byte[BATCH * IndexFormat.RECORD];
    ByteBuffer batch = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < count; from += BATCH) {
      int some = Math.min(BATCH, count - from);
      batch.put(0, records, from * IndexFormat.RECORD, some * IndexFormat.RECORD);
      for (int i = 0; i < some; i++) {
        if (!blank(bytes, batch, i * IndexFormat.RECORD)) {
          return new byte[0];
        }
      }
      digest.update(bytes, 0, some * IndexFormat.RECORD);
    }
    digest.update(heap.duplicate().position(0));
    return digest.digest();
  }

  /** Blanks what does not count in a record; false if it lacks the digest of its content. */
  private static boolean blank(byte[] bytes, ByteBuffer batch, int at) {
    System.arraycopy(
        ZEROS, 0, bytes, at + IndexFormat.R_SECONDS, IndexFormat.R_DIGEST - IndexFormat.R_SECONDS);
    int flags = bytes[at + IndexFormat.R_FLAGS] & ~IndexFormat.SPARSE;
    if (batch.getLong(at + IndexFormat.R_SIZE) == 0) {
      // Whether somebody digested an empty file makes no difference.
      flags &= ~IndexFormat.HAS_DIGEST;
      System.arraycopy(ZEROS, 0, bytes, at + IndexFormat.R_DIGEST, Digest.SIZE);
    } else if ((flags & IndexFormat.HAS_DIGEST) == 0) {
      // A link to a lower layer's file has no content of its own.
      return bytes[at + IndexFormat.R_TYPE] == (byte) EntryType.HARDLINK.code();
    }
    bytes[at + IndexFormat.R_FLAGS] = (byte) flags;
    return true;
  }
}
