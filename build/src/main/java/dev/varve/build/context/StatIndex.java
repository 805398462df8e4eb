package dev.varve.build.context;

import dev.varve.archive.EntryPath;
import dev.varve.linux.FileStat;
import dev.varve.linux.Listing;
import dev.varve.model.Digest;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What an earlier build knew of a context: for each file its stat and the digest of its content. A
 * file whose stat is the same in every field has the same content; which files that can be said of
 * was decided when the index was written, see {@link StatIndexWriter}.
 *
 * <p>The file, little-endian: a header (magic, version, offset of the root's block, length of the
 * file, checksum over all the rest), then one {@link Block} for each directory, behind those of the
 * directories in it. Offsets are counted in eights. A directory that has not changed is recognised
 * by comparing memory; nothing is done for its entries, and nothing held but this index.
 */
final class StatIndex {
  static final long MAGIC = 0x5458_4356_5241_5601L;
  static final int VERSION = 2;
  static final int HEADER = 32;
  static final int CHECKSUM_AT = 24;
  static final int MAX_SIZE = 1 << 30;
  private static final int PART = 1 << 20;

  private static final byte[] NOTHING = new byte[0];

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
    return new StatIndex(NOTHING, 0);
  }

  /** Reads an index; one that is missing, damaged or of another version knows nothing. */
  static StatIndex read(Path file) {
    try {
      if (Files.size(file) > MAX_SIZE) {
        return none();
      }
      byte[] bytes = bytes(file);
      if (!isIntact(bytes)) {
        return none();
      }
      return new StatIndex(bytes, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(12));
    } catch (IOException e) {
      // Missing or not readable: nothing depends on the index but time.
      return none();
    }
  }

  /** In parts: reading it at once would take as much memory again. */
  private static byte[] bytes(Path file) throws IOException {
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(MAX_SIZE, in.size()));
      int end = bytes.limit();
      while (bytes.position() < end) {
        if (in.read(bytes.limit(Math.min(end, bytes.position() + PART))) < 0) {
          throw new EOFException();
        }
      }
      return bytes.array();
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

  /** Over what follows the header, then over the header's beginning, which is written last. */
  static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, HEADER, length - HEADER);
    crc.update(bytes, 0, CHECKSUM_AT);
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

  /** A folder with what is known of it, and the blocks of its directories, 0 for those without. */
  static final class Match {
    private final ScannedFolder folder;
    private final Listing listing;
    private final int[] blocks;

    private Match(ScannedFolder folder, Listing listing, int[] blocks) {
      this.folder = folder;
      this.listing = listing;
      this.blocks = blocks;
    }

    /** The folder's listing, which the folder itself need not hold. */
    Listing listing() {
      return listing;
    }

    ScannedFolder folder() {
      return folder;
    }

    int[] blocks() {
      return blocks;
    }
  }

  /** A folder of which nothing is known. */
  static Match unknown(ScannedFolder folder) {
    return new Match(folder, folder.listing(), new int[folder.summary().directories().length]);
  }

  /**
   * Makes a folder with the digests of those of its files that have not changed.
   *
   * @param at the folder's block; 0 when the index does not know it
   */
  Match match(int at, EntryPath path, Listing listing) {
    if (at == 0) {
      outdated.set(true);
      return unknown(new ScannedFolder(path, listing, null));
    }
    Block block = new Block(at * 8);
    if (listing.isPackedAs(bytes, block.listing)) {
      if (block.isComplete()) {
        return new Match(new ScannedFolder(path, block), listing, block.blocks());
      }
      ScannedFolder folder = new ScannedFolder(path, listing, block.summary(), null);
      folder.learnAll(bytes, block.known, block.digests);
      return new Match(folder, listing, block.blocks());
    }
    outdated.set(true);
    return merge(block, Listing.unpack(bytes, block.listing), path, listing);
  }

  private Match merge(Block block, Listing old, EntryPath path, Listing listing) {
    ScannedFolder folder = new ScannedFolder(path, listing, null);
    int[] places = folder.summary().directories();
    int[] blocks = new int[places.length];
    int[] oldPlaces = block.directories();
    int[] oldBlocks = block.blocks();
    int j = 0;
    int n = 0;
    for (int i = 0; i < listing.size(); i++) {
      boolean directory = listing.type(i) == FileStat.DIRECTORY;
      while (j < old.size() && old.compareNames(j, listing, i) < 0) {
        j++;
      }
      if (j < old.size() && old.compareNames(j, listing, i) == 0) {
        int place = directory ? Arrays.binarySearch(oldPlaces, j) : -1;
        if (place >= 0) {
          blocks[n] = oldBlocks[place];
        } else if (!directory
            && listing.isSame(i, old, j)
            && bytes[block.known + j] != ScannedFolder.UNKNOWN) {
          folder.learn(i, bytes, block.digests + j * Digest.SIZE, ScannedFolder.TRUSTED);
        }
      }
      n += directory ? 1 : 0;
    }
    return new Match(folder, listing, blocks);
  }

  static int align(int offset) {
    return (offset + 7) & ~7;
  }

  /**
   * Where the parts of a block are: flags ({@link #LINKS}, {@link #CONTENTS}, {@link #IMPRINT}) and
   * the number of directories, four bytes each; number of files and their bytes, eight each; how
   * long this block and all below it are, which lie directly before it, eight; the digest of the
   * contents; the imprint; the packed listing; the places of the directories, and how far before
   * this block theirs start; for each entry whether its digest is known, and the digests.
   */
  final class Block {
    static final int LINKS = 1;
    static final int CONTENTS = 2;
    static final int IMPRINT = 4;
    static final int SPAN_AT = 24;
    static final int CONTENTS_AT = 32;
    static final int IMPRINT_AT = CONTENTS_AT + Digest.SIZE;
    static final int LISTING = IMPRINT_AT + Digest.SIZE;

    private final int at;
    private final int listing;
    private final int places;
    private final int count;
    private final int known;
    private final int digests;
    private final int entries;

    private Block(int at) {
      this.at = at;
      this.listing = at + LISTING;
      this.count = buffer.getInt(at + 4);
      this.entries = buffer.getInt(listing);
      this.places = listing + Math.toIntExact(Listing.packedSize(bytes, listing));
      this.known = align(places + 8 * count);
      this.digests = align(known + entries);
    }

    /** Whether the digests of all files in the directory are known. */
    boolean isComplete() {
      return (buffer.getInt(at) & CONTENTS) != 0;
    }

    int entries() {
      return entries;
    }

    byte known(int place) {
      return bytes[known + place];
    }

    void digest(int place, byte[] to, int offset) {
      System.arraycopy(bytes, digests + place * Digest.SIZE, to, offset, Digest.SIZE);
    }

    Listing listing() {
      return Listing.unpack(bytes, listing);
    }

    /** The blocks of all below, and this one: bytes that mean the same wherever they lie. */
    ByteBuffer span() {
      int end = align(digests + entries * Digest.SIZE);
      int length = Math.toIntExact(buffer.getLong(at + SPAN_AT));
      return ByteBuffer.wrap(bytes, end - length, length);
    }

    /** How far from the beginning of {@link #span} this block starts. */
    int within() {
      return at - span().position();
    }

    byte @Nullable [] imprint() {
      return (buffer.getInt(at) & IMPRINT) == 0 ? null : digestAt(at + IMPRINT_AT);
    }

    private byte[] digestAt(int position) {
      return Arrays.copyOfRange(bytes, position, position + Digest.SIZE);
    }

    FolderSummary summary() {
      return new FolderSummary(
          directories(),
          (buffer.getInt(at) & LINKS) != 0,
          buffer.getLong(at + 8),
          buffer.getLong(at + 16),
          isComplete() ? digestAt(at + CONTENTS_AT) : null);
    }

    int[] directories() {
      int[] directories = new int[count];
      for (int n = 0; n < count; n++) {
        directories[n] = buffer.getInt(places + 4 * n);
      }
      return directories;
    }

    /** The blocks of the directories, counted in eights from the beginning; 0 for those without. */
    private int[] blocks() {
      int[] blocks = new int[count];
      for (int n = 0; n < count; n++) {
        int before = buffer.getInt(places + 4 * count + 4 * n);
        blocks[n] = before == 0 ? 0 : at / 8 - before;
      }
      return blocks;
    }
  }
}
