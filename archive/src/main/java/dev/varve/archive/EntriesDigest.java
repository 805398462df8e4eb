package dev.varve.archive;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;

/**
 * Feeds a digest with what determines the tar of some entries: their records and their part of the
 * heap, but in each record zeros for what depends on where in the index, or in some tar, an entry
 * is. Equal entries give equal bytes, in whatever index they stand.
 */
public final class EntriesDigest {
  private static final int BATCH = 256;

  /** What of the flags shows in a tar. */
  private static final int SHOWN = IndexFormat.OPAQUE | IndexFormat.IMPLIED;

  private EntriesDigest() {}

  /**
   * Updates {@code digest}, for which {@link LayerEntry#digest} stands for the content of a file:
   * every file that has content must have one.
   */
  public static void update(MessageDigest digest, LayerIndex index, LayerIndex.Range entries) {
    ByteBuffer records = index.parts().recordsOf(entries);
    byte[] bytes = new byte[BATCH * IndexFormat.RECORD];
    ByteBuffer batch = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int count = entries.to() - entries.from();
    for (int from = 0; from < count; from += BATCH) {
      int some = Math.min(BATCH, count - from);
      batch.put(0, records, from * IndexFormat.RECORD, some * IndexFormat.RECORD);
      for (int i = 0; i < some; i++) {
        blank(batch, i * IndexFormat.RECORD);
      }
      digest.update(bytes, 0, some * IndexFormat.RECORD);
    }
    digest.update(index.parts().heapOf(entries));
  }

  private static void blank(ByteBuffer batch, int at) {
    boolean empty = batch.getLong(at + IndexFormat.R_SIZE) == 0;
    boolean digested = (batch.get(at + IndexFormat.R_FLAGS) & IndexFormat.HAS_DIGEST) != 0;
    if (!empty
        && !digested
        && EntryType.ofCode(batch.get(at + IndexFormat.R_TYPE)) == EntryType.FILE) {
      throw new IllegalArgumentException("a file without a digest");
    }
    batch.putInt(at + IndexFormat.R_PATH, 0);
    batch.put(at + IndexFormat.R_FLAGS, (byte) (batch.get(at + IndexFormat.R_FLAGS) & SHOWN));
    batch.putInt(at + IndexFormat.R_PARENT, 0);
    batch.putInt(at + IndexFormat.R_END, 0);
    boolean extra = batch.getInt(at + IndexFormat.R_EXTRA) >= 0;
    batch.putInt(at + IndexFormat.R_EXTRA, extra ? 1 : 0);
    batch.putInt(at + IndexFormat.R_SOURCE, 0);
    batch.putLong(at + IndexFormat.R_OFFSET, 0);
    if (empty || !digested) {
      for (int i = 0; i < dev.varve.model.Digest.SIZE; i += Long.BYTES) {
        batch.putLong(at + IndexFormat.R_DIGEST + i, 0);
      }
    }
  }
}
