package dev.varve.build.context;

import dev.varve.linux.Entries;
import dev.varve.linux.FileStat;
import dev.varve.linux.Listing;
import dev.varve.model.Digest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Writes a {@link StatIndex}.
 *
 * <p>A digest is recorded only if a later change of the file is sure to show in its stat. A change
 * within the same tick of the clock as the one before does not, so a digest taken by this build is
 * left out when the file's times are not older than {@link #RACY_SECONDS} before the scan began:
 * the next build reads the file once more. A clock that was set back leaves times in the future,
 * which are not trusted either; an mtime in the far future alone is harmless, because any change
 * moves the ctime.
 */
final class StatIndexWriter {
  /** No file system in use keeps times coarser than this. */
  static final long RACY_SECONDS = 2;

  private static final int MAX_SIZE = 1 << 30;

  private final long scanned;
  private byte[] bytes = new byte[1 << 16];
  private ByteBuffer out = buffer(bytes);

  /**
   * A writer.
   *
   * @param scanned when the scan began, in seconds since 1970
   */
  StatIndexWriter(long scanned) {
    this.scanned = scanned;
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The bytes of the index, empty if there are too many for one. */
  byte[] write(ScannedFolder root) {
    out.position(StatIndex.HEADER);
    int block = folder(root);
    if (block < 0) {
      return new byte[0];
    }
    int length = out.position();
    out.putLong(0, StatIndex.MAGIC);
    out.putInt(8, StatIndex.VERSION);
    out.putInt(12, block);
    out.putLong(16, length);
    out.putInt(StatIndex.CHECKSUM_AT, StatIndex.checksum(bytes, length));
    return Arrays.copyOf(bytes, length);
  }

  /**
   * Writes the folders below and then this one; the offset of its block in eights, -1 if too long.
   */
  private int folder(ScannedFolder folder) {
    Listing listing = folder.listing();
    Entries entries = listing.entries();
    int count = listing.size();
    int[] blocks = new int[count];
    int names = 0;
    for (int i = 0; i < count; i++) {
      ScannedFolder child = folder.childAt(i);
      if (child != null && child.problem() == null) {
        blocks[i] = folder(child);
        if (blocks[i] < 0) {
          return -1;
        }
      }
      names += entries.nameLength(i);
    }
    if (!reserve(64L + names + count * (4L + 8 * StatIndex.STAT + 4 + 1 + Digest.SIZE))) {
      return -1;
    }
    int start = out.position();
    out.putInt(count).putInt(names);
    int end = 0;
    for (int i = 0; i < count; i++) {
      end += entries.nameLength(i);
      out.putInt(end);
    }
    align();
    for (int i = 0; i < count; i++) {
      entries.copyName(i, bytes, out.position());
      out.position(out.position() + entries.nameLength(i));
    }
    align();
    for (int i = 0; i < count; i++) {
      stat(folder, i);
    }
    for (int block : blocks) {
      out.putInt(block);
    }
    align();
    for (int i = 0; i < count; i++) {
      out.put(isLasting(folder, i) ? (byte) 1 : 0);
    }
    align();
    out.put(folder.digests());
    return start / 8;
  }

  private void stat(ScannedFolder folder, int i) {
    FileStat newer = folder.newer(i);
    FileStat stat = newer == null ? folder.listing().at(i) : newer;
    out.putLong(stat.device())
        .putLong(stat.inode())
        .putLong(stat.mode())
        .putLong(StatIndex.pair(stat.uid(), stat.gid()))
        .putLong(stat.size())
        .putLong(stat.mtimeSeconds())
        .putLong(stat.ctimeSeconds())
        .putLong(StatIndex.pair(stat.mtimeNanos(), stat.ctimeNanos()));
  }

  private boolean isLasting(ScannedFolder folder, int i) {
    return switch (folder.known(i)) {
      case ScannedFolder.TRUSTED -> true;
      case ScannedFolder.FRESH -> !isRacy(folder.stat(i), scanned);
      default -> false;
    };
  }

  /** Whether a change of the file after {@code scanned} could leave its stat as it is. */
  static boolean isRacy(FileStat stat, long scanned) {
    return stat.ctimeSeconds() >= scanned - RACY_SECONDS
        || Math.abs(stat.mtimeSeconds() - scanned) <= RACY_SECONDS;
  }

  private boolean reserve(long size) {
    long wanted = out.position() + size;
    if (wanted > MAX_SIZE) {
      return false;
    }
    if (wanted > out.capacity()) {
      int at = out.position();
      bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_SIZE, Math.max(wanted, 2L * bytes.length)));
      out = buffer(bytes).position(at);
    }
    return true;
  }

  private void align() {
    out.position(StatIndex.align(out.position()));
  }
}
