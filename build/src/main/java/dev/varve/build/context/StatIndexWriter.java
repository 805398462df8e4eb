package dev.varve.build.context;

import dev.varve.linux.FileStat;
import dev.varve.model.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

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

  /** Bytes that are written at once. */
  private static final int PART = 256 << 10;

  private static final int TOO_LONG = -1;

  private final long scanned;
  private final TreeDigest trees;
  private final FileChannel file;
  private final CRC32C checksum = new CRC32C();
  private ByteBuffer out = buffer(PART);

  /** Bytes of the index before those in {@link #out}. */
  private long written = StatIndex.HEADER;

  /**
   * A writer.
   *
   * @param scanned when the scan began, in seconds since 1970
   * @param trees the digests of folders, as far as they were needed
   * @param file empty
   */
  StatIndexWriter(long scanned, TreeDigest trees, FileChannel file) {
    this.scanned = scanned;
    this.trees = trees;
    this.file = file;
  }

  private static ByteBuffer buffer(int capacity) {
    return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Writes the index; false if it is of no use, because the root is unknown or it is too long. */
  boolean write(ScannedFolder root) throws IOException {
    file.position(StatIndex.HEADER);
    int block = folder(root);
    if (block <= 0) {
      return false;
    }
    flush();
    ByteBuffer header = buffer(StatIndex.HEADER);
    header.putLong(StatIndex.MAGIC).putInt(StatIndex.VERSION).putInt(block).putLong(written);
    checksum.update(header.duplicate().flip());
    header.putInt(StatIndex.CHECKSUM_AT, (int) checksum.getValue()).position(0);
    while (header.hasRemaining()) {
      file.write(header, header.position());
    }
    return true;
  }

  private long position() {
    return written + out.position();
  }

  private void flush() throws IOException {
    out.flip();
    checksum.update(out.duplicate());
    written += out.limit();
    while (out.hasRemaining()) {
      file.write(out);
    }
    out.clear();
  }

  /**
   * Writes the folders below and then this one; the offset of its block in eights, 0 if it could
   * not be read, {@link #TOO_LONG} if the index gets too long.
   */
  private int folder(ScannedFolder folder) throws IOException {
    if (folder.problem() != null) {
      return 0;
    }
    long begin = position();
    StatIndex.Block same = folder.block();
    if (same != null && FolderImprint.isInIndex(folder)) {
      ByteBuffer span = same.span();
      return reserve(span.remaining()) ? copy(span, begin + same.within()) : TOO_LONG;
    }
    int[] directories = folder.summary().directories();
    int[] blocks = new int[directories.length];
    for (int n = 0; n < blocks.length; n++) {
      blocks[n] = folder(folder.directory(n));
      if (blocks[n] < 0) {
        return TOO_LONG;
      }
    }
    byte[] listed = folder.listing().packed();
    int count = folder.listing().size();
    long size = aligned(StatIndex.Block.LISTING + (long) listed.length + 8L * blocks.length);
    size = aligned(aligned(size + count) + (long) count * Digest.SIZE);
    if (!reserve(size)) {
      return TOO_LONG;
    }
    long start = position();
    byte[] known = known(folder);
    summary(folder, known, start + size - begin);
    out.put(listed);
    for (int place : directories) {
      out.putInt(place);
    }
    for (int block : blocks) {
      out.putInt(block == 0 ? 0 : (int) (start / 8 - block));
    }
    align();
    out.put(known);
    align();
    out.put(folder.digests());
    align();
    return (int) (start / 8);
  }

  /** Makes room for a block; false if the index gets too long. */
  private boolean reserve(long size) throws IOException {
    if (position() + size > StatIndex.MAX_SIZE) {
      return false;
    }
    if (size > out.remaining()) {
      flush();
    }
    if (size > out.capacity()) {
      out = buffer((int) size);
    }
    return true;
  }

  private static long aligned(long size) {
    return (size + 7) & ~7L;
  }

  /** Takes over blocks as they are. */
  private int copy(ByteBuffer span, long start) throws IOException {
    int end = span.limit();
    while (span.position() < end) {
      span.limit(Math.min(end, span.position() + PART));
      reserve(span.remaining());
      out.put(span);
    }
    return (int) (start / 8);
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

  private void summary(ScannedFolder folder, byte[] known, long span) {
    FolderSummary summary = folder.summary();
    boolean complete = isComplete(folder, known);
    byte[] contents = complete ? trees.known(folder) : null;
    byte[] imprint = complete ? folder.ownImprint().known(folder) : null;
    out.putInt(
        (summary.hasLinks() ? StatIndex.Block.LINKS : 0)
            | (contents == null ? 0 : StatIndex.Block.CONTENTS)
            | (imprint == null ? 0 : StatIndex.Block.IMPRINT));
    out.putInt(summary.directories().length);
    out.putLong(summary.files()).putLong(summary.bytes()).putLong(span);
    out.put(contents == null ? new byte[Digest.SIZE] : contents);
    out.put(imprint == null ? new byte[Digest.SIZE] : imprint);
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

  private void align() {
    out.position(StatIndex.align(out.position()));
  }
}
