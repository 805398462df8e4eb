package dev.varve.build.context;

import dev.varve.linux.Entries;
import dev.varve.linux.FileStat;
import dev.varve.linux.Listing;
import dev.varve.model.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32C;

/**
 * What an earlier build knew of a context: for each file its stat and the digest of its content. A
 * file whose stat is the same in every field has the same content; which files that can be said of
 * was decided when the index was written, see {@link StatIndexWriter}.
 *
 * <p>The file, little-endian: a header ({@link #HEADER} bytes: magic, version, offset of the root's
 * block, length of the file, checksum over all the rest), then one block for each directory: number
 * of entries and bytes of names; the ends of the names; the names, sorted; eight longs of stat
 * each; the offset of each subdirectory's block; a flag for each entry that has a digest; 32 bytes
 * for each digest. Each part starts at a multiple of 8, and offsets are counted in eights.
 */
final class StatIndex {
  static final long MAGIC = 0x5458_4356_5241_5601L;
  static final int VERSION = 1;
  static final int HEADER = 32;
  static final int CHECKSUM_AT = 24;

  /** Longs of stat for each entry. */
  static final int STAT = 8;

  private static final long MAX_SIZE = 1L << 30;
  private static final StatIndex NONE = new StatIndex(new byte[0], 0);

  private final byte[] bytes;
  private final ByteBuffer buffer;
  private final int root;
  private final AtomicBoolean outdated = new AtomicBoolean();

  private StatIndex(byte[] bytes, int root) {
    this.bytes = bytes;
    this.buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.root = root;
  }

  /** An index that knows nothing. */
  static StatIndex none() {
    return new StatIndex(NONE.bytes, 0);
  }

  /** Reads an index; one that is missing, damaged or of another version knows nothing. */
  static StatIndex read(Path file) {
    try {
      if (Files.size(file) > MAX_SIZE) {
        return none();
      }
      byte[] bytes = Files.readAllBytes(file);
      return isIntact(bytes) ? new StatIndex(bytes, intAt(bytes, 12)) : none();
    } catch (NoSuchFileException e) {
      return none();
    } catch (IOException e) {
      // Nothing depends on the index but time.
      return none();
    }
  }

  private static boolean isIntact(byte[] bytes) {
    if (bytes.length < HEADER) {
      return false;
    }
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return header.getLong(0) == MAGIC
        && header.getInt(8) == VERSION
        && header.getLong(16) == bytes.length
        && header.getInt(CHECKSUM_AT) == checksum(bytes, bytes.length);
  }

  private static int intAt(byte[] bytes, int offset) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(offset);
  }

  static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, CHECKSUM_AT);
    crc.update(bytes, HEADER, length - HEADER);
    return (int) crc.getValue();
  }

  /** The block of the context's root; 0 when nothing is known. */
  int root() {
    return root;
  }

  /** Whether something met so far differs from what the index knows. */
  boolean isOutdated() {
    return outdated.get();
  }

  /**
   * Gives a folder the digests of those of its files that have not changed.
   *
   * @param block of the folder; 0 when the index does not know it
   * @return for each entry of the folder's listing its block, or 0
   */
  int[] match(int block, ScannedFolder folder) {
    Listing listing = folder.listing();
    int[] blocks = new int[listing.size()];
    if (block == 0) {
      outdated.set(true);
      return blocks;
    }
    Block old = new Block(block * 8);
    Entries entries = listing.entries();
    byte[] name = new byte[255];
    boolean same = old.count == blocks.length;
    int j = 0;
    for (int i = 0; i < blocks.length; i++) {
      int length = entries.nameLength(i);
      entries.copyName(i, name, 0);
      int order = 1;
      while (j < old.count && (order = old.compare(j, name, length)) < 0) {
        j++;
        same = false;
      }
      if (j == old.count || order > 0) {
        same = false;
        continue;
      }
      if (listing.type(i) == FileStat.DIRECTORY) {
        blocks[i] = buffer.getInt(old.children + 4 * j);
      } else if (!old.hasStat(j, listing, i)) {
        same = false;
      } else if (bytes[old.flags + j] != 0) {
        folder.learn(i, bytes, old.digests + j * Digest.SIZE, ScannedFolder.TRUSTED);
      }
      j++;
    }
    if (!same) {
      outdated.set(true);
    }
    return blocks;
  }

  static int align(int offset) {
    return (offset + 7) & ~7;
  }

  /** Where the parts of a block are. */
  private final class Block {
    final int count;
    final int ends;
    final int names;
    final int stats;
    final int children;
    final int flags;
    final int digests;

    Block(int at) {
      count = buffer.getInt(at);
      ends = at + 8;
      names = align(ends + 4 * count);
      stats = align(names + buffer.getInt(at + 4));
      children = stats + 8 * STAT * count;
      flags = align(children + 4 * count);
      digests = align(flags + count);
    }

    int compare(int j, byte[] name, int length) {
      int from = names + (j == 0 ? 0 : buffer.getInt(ends + 4 * (j - 1)));
      int to = names + buffer.getInt(ends + 4 * j);
      return Arrays.compareUnsigned(bytes, from, to, name, 0, length);
    }

    boolean hasStat(int j, Listing listing, int i) {
      int at = stats + 8 * STAT * j;
      return buffer.getLong(at) == listing.device(i)
          && buffer.getLong(at + 8) == listing.inode(i)
          && buffer.getLong(at + 16) == listing.mode(i)
          && buffer.getLong(at + 24) == pair(listing.uid(i), listing.gid(i))
          && buffer.getLong(at + 32) == listing.fileSize(i)
          && buffer.getLong(at + 40) == listing.mtimeSeconds(i)
          && buffer.getLong(at + 48) == listing.ctimeSeconds(i)
          && buffer.getLong(at + 56) == pair(listing.mtimeNanos(i), listing.ctimeNanos(i));
    }
  }

  static long pair(int upper, int lower) {
    return ((long) upper << 32) | (lower & 0xffff_ffffL);
  }
}
