package dev.varve.build.context;

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

  private final long scanned;
  private final TreeDigest trees;
  private byte[] bytes;
  private ByteBuffer out;

  /**
   * A writer.
   *
   * @param scanned when the scan began, in seconds since 1970
   * @param trees the digests of folders, as far as they were needed
   * @param expected about how many bytes it may come to
   */
  StatIndexWriter(long scanned, TreeDigest trees, int expected) {
    this.scanned = scanned;
    this.trees = trees;
    this.bytes = new byte[Math.max(1 << 16, expected)];
    this.out = buffer(bytes);
  }

  private static ByteBuffer buffer(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The bytes of the index, none if there are too many for one. */
  ByteBuffer write(ScannedFolder root) {
    out.position(StatIndex.HEADER);
    int block = folder(root);
    if (block <= 0) {
      return ByteBuffer.allocate(0);
    }
    int length = out.position();
    out.putLong(0, StatIndex.MAGIC);
    out.putInt(8, StatIndex.VERSION);
    out.putInt(12, block);
    out.putLong(16, length);
    out.putInt(StatIndex.CHECKSUM_AT, StatIndex.checksum(bytes, length));
    return out.flip();
  }

  /**
   * Writes the folders below and then this one; the offset of its block in eights, 0 if it could
   * not be read, -1 if the index gets too long.
   */
  private int folder(ScannedFolder folder) {
    if (folder.problem() != null) {
      return 0;
    }
    int[] directories = folder.summary().directories();
    int[] blocks = new int[directories.length];
    for (int n = 0; n < blocks.length; n++) {
      blocks[n] = folder(folder.directory(n));
      if (blocks[n] < 0) {
        return -1;
      }
    }
    Listing listing = folder.listing();
    int count = listing.size();
    long listed = listing.packedSize();
    if (!reserve(
        StatIndex.Block.LISTING + listed + 8L * blocks.length + 24 + count * (1L + Digest.SIZE))) {
      return -1;
    }
    int start = out.position();
    byte[] known = known(folder);
    summary(folder, known);
    listing.pack(bytes, out.position());
    out.position(out.position() + (int) listed);
    for (int place : directories) {
      out.putInt(place);
    }
    for (int block : blocks) {
      out.putInt(block);
    }
    align();
    out.put(known);
    align();
    out.put(folder.digests());
    align();
    return start / 8;
  }

  private byte[] known(ScannedFolder folder) {
    byte[] known = new byte[folder.listing().size()];
    for (int i = 0; i < known.length; i++) {
      if (isLasting(folder, i)) {
        known[i] = ScannedFolder.TRUSTED;
      }
    }
    return known;
  }

  private boolean isLasting(ScannedFolder folder, int at) {
    return switch (folder.known(at)) {
      case ScannedFolder.TRUSTED -> true;
      // A file that changed since the listing is not what the listing says.
      case ScannedFolder.FRESH ->
          folder.newer(at) == null && !isRacy(folder.listing().at(at), scanned);
      default -> false;
    };
  }

  private void summary(ScannedFolder folder, byte[] known) {
    FolderSummary summary = folder.summary();
    byte[] contents = isComplete(folder, known) ? trees.known(folder) : null;
    int flags = summary.hasLinks() ? StatIndex.Block.LINKS : 0;
    out.putInt(flags | (contents == null ? 0 : StatIndex.Block.CONTENTS));
    out.putInt(summary.directories().length);
    out.putLong(summary.files()).putLong(summary.bytes());
    out.put(contents == null ? new byte[Digest.SIZE] : contents);
  }

  /** Whether the next build will know every digest that goes into the folder's own. */
  private static boolean isComplete(ScannedFolder folder, byte[] known) {
    for (int i = 0; i < known.length; i++) {
      if (known[i] == ScannedFolder.UNKNOWN && folder.listing().type(i) != FileStat.DIRECTORY) {
        return false;
      }
    }
    return true;
  }

  /** Whether a change of the file after {@code scanned} could leave its stat as it is. */
  static boolean isRacy(FileStat stat, long scanned) {
    return stat.ctimeSeconds() >= scanned - RACY_SECONDS
        || Math.abs(stat.mtimeSeconds() - scanned) <= RACY_SECONDS;
  }

  private boolean reserve(long size) {
    long wanted = out.position() + size;
    if (wanted > StatIndex.MAX_SIZE) {
      return false;
    }
    if (wanted > bytes.length) {
      int at = out.position();
      long larger = Math.min(StatIndex.MAX_SIZE, Math.max(wanted, 2L * bytes.length));
      bytes = Arrays.copyOf(bytes, (int) larger);
      out = buffer(bytes).position(at);
    }
    return true;
  }

  private void align() {
    out.position(StatIndex.align(out.position()));
  }
}
