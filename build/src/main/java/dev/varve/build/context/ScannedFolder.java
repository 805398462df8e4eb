package dev.varve.build.context;

import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.linux.FileStat;
import dev.varve.linux.Listing;
import dev.varve.model.Digest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A directory as it was scanned. Indexes are those of the listing, except that directories which
 * were only walked for what {@code .dockerignore} takes back in them, and hold none of it, are left
 * out.
 *
 * <p>Digests are filled in later, by one thread for each entry.
 */
final class ScannedFolder implements Folder {
  /** No digest. */
  static final byte UNKNOWN = 0;

  /** Read by this build. */
  static final byte FRESH = 1;

  /** Read by an earlier build, which saw that it could trust the times. */
  static final byte TRUSTED = 2;

  private static final byte[] NOTHING = new byte[0];

  private final EntryPath path;
  private final FolderSummary summary;
  private final @Nullable ScannedFolder[] children;
  private final @Nullable Problem problem;

  /** Where the stat index has the folder just as it is, with all digests; null for any other. */
  private final StatIndex.@Nullable Block block;

  /** Of a folder with a block only once somebody looks at its entries. */
  private volatile @Nullable Listing listing;

  // Of a folder without a block.
  private final byte[] known;
  private final byte[] digests;

  private int @Nullable [] kept;

  /** Files that changed between the scan and their reading. Guarded by itself. */
  private final Map<Integer, FileStat> restated = new HashMap<>(0);

  private volatile boolean hasRestated;

  /** Whether {@link #isUnchangedBelow} was asked, and its answer. */
  private byte unchangedBelow;

  private final FolderImprint imprint = new FolderImprint();

  ScannedFolder(EntryPath path, Listing listing, @Nullable Problem problem) {
    this(path, listing, FolderSummary.of(listing), problem);
  }

  /** A folder of which the summary is known. */
  ScannedFolder(EntryPath path, Listing listing, FolderSummary summary, @Nullable Problem problem) {
    this.path = path;
    this.listing = listing;
    this.summary = summary;
    this.problem = problem;
    this.block = null;
    this.known = new byte[listing.size()];
    this.digests = new byte[listing.size() * Digest.SIZE];
    this.children = new ScannedFolder[summary.directories().length];
  }

  /** A folder that is just as the stat index has it, and complete there. */
  ScannedFolder(EntryPath path, StatIndex.Block block) {
    this.path = path;
    this.summary = block.summary();
    this.problem = null;
    this.block = block;
    this.known = NOTHING;
    this.digests = NOTHING;
    this.children = new ScannedFolder[summary.directories().length];
  }

  /** What a complete block of the stat index has of just this folder; null if none does. */
  StatIndex.@Nullable Block block() {
    return block;
  }

  Listing listing() {
    Listing present = listing;
    if (present == null) {
      StatIndex.Block known = block;
      if (known == null) {
        throw new IllegalStateException("neither listed nor known");
      }
      present = known.listing();
      listing = present;
    }
    return present;
  }

  FolderSummary summary() {
    return summary;
  }

  /** Puts the {@code n}-th directory of the listing. */
  void adopt(int n, ScannedFolder child) {
    children[n] = child;
  }

  /** The {@code n}-th directory of the listing. */
  ScannedFolder directory(int n) {
    ScannedFolder child = children[n];
    if (child == null) {
      throw new IllegalStateException("not scanned yet");
    }
    return child;
  }

  /** The directory at a place of the listing; null for any other entry. */
  @Nullable ScannedFolder childAt(int at) {
    int n = children.length == 0 ? -1 : Arrays.binarySearch(summary.directories(), at);
    return n < 0 ? null : children[n];
  }

  /** Leaves out all but these places of the listing, which are in order. */
  void keep(int[] places) {
    kept = places;
  }

  /** The listing's place of the {@code i}-th entry. */
  int at(int i) {
    int[] some = kept;
    return some == null ? i : some[i];
  }

  byte known(int at) {
    StatIndex.Block there = block;
    return there == null ? known[at] : there.known(at);
  }

  /** Notes a digest; the caller publishes it by ending its thread. */
  void learn(int at, byte[] from, int offset, byte how) {
    System.arraycopy(from, offset, digests, at * Digest.SIZE, Digest.SIZE);
    known[at] = how;
  }

  /** Takes over what is known of all entries. */
  void learnAll(byte[] from, int knownAt, int digestsAt) {
    System.arraycopy(from, knownAt, known, 0, known.length);
    System.arraycopy(from, digestsAt, digests, 0, digests.length);
  }

  private void copyDigest(int at, byte[] to, int offset) {
    StatIndex.Block there = block;
    if (there == null) {
      System.arraycopy(digests, at * Digest.SIZE, to, offset, Digest.SIZE);
    } else {
      there.digest(at, to, offset);
    }
  }

  /** The digests of all entries, zeros for those that are not known or have none. */
  byte[] digests() {
    StatIndex.Block there = block;
    if (there == null) {
      return digests;
    }
    byte[] all = new byte[there.entries() * Digest.SIZE];
    for (int at = 0; at < there.entries(); at++) {
      there.digest(at, all, at * Digest.SIZE);
    }
    return all;
  }

  /** Replaces what the scan saw of a file. */
  void restate(int at, FileStat stat) {
    synchronized (restated) {
      restated.put(at, stat);
    }
    hasRestated = true;
  }

  /** What the file was when it was last looked at. */
  FileStat stat(int at) {
    FileStat newer = newer(at);
    return newer == null ? listing().at(at) : newer;
  }

  @Nullable FileStat newer(int at) {
    if (!hasRestated) {
      return null;
    }
    synchronized (restated) {
      return restated.get(at);
    }
  }

  /**
   * Whether an earlier build knew this folder and all below it just as they are, with all digests.
   */
  boolean isUnchangedBelow() {
    if (unchangedBelow == 0) {
      boolean same = summary.contents() != null && problem == null;
      for (int n = 0; same && n < children.length; n++) {
        same = directory(n).isUnchangedBelow();
      }
      unchangedBelow = (byte) (same ? 1 : 2);
    }
    return unchangedBelow == 1;
  }

  @Override
  public byte @Nullable [] imprint() {
    return imprint.of(this);
  }

  FolderImprint ownImprint() {
    return imprint;
  }

  /** What is known of entries belongs to the listing: nothing was left out, or changed since. */
  boolean isAsListed() {
    return problem == null && kept == null && !hasRestated;
  }

  @Override
  public boolean isDigested() {
    return summary.contents() != null;
  }

  @Override
  public byte @Nullable [] remembered() {
    return isUnchangedBelow() ? summary.contents() : null;
  }

  @Override
  public int[] directories() {
    int[] some = kept;
    int[] places = summary.directories();
    if (some == null) {
      return places;
    }
    int[] indexes = new int[places.length];
    int count = 0;
    for (int place : places) {
      int i = Arrays.binarySearch(some, place);
      if (i >= 0) {
        indexes[count++] = i;
      }
    }
    return Arrays.copyOf(indexes, count);
  }

  @Override
  public boolean hasLinks() {
    return summary.hasLinks();
  }

  @Override
  public long files() {
    return summary.files();
  }

  @Override
  public long bytes() {
    return summary.bytes();
  }

  @Override
  public EntryPath path() {
    return path;
  }

  @Override
  public int size() {
    int[] some = kept;
    if (some != null) {
      return some.length;
    }
    StatIndex.Block there = block;
    return there == null ? known.length : there.entries();
  }

  @Override
  public byte[] name(int i) {
    return listing().name(at(i));
  }

  @Override
  public int find(byte[] name) {
    int at = listing().entries().find(name);
    int[] some = kept;
    return at < 0 || some == null ? at : Arrays.binarySearch(some, at);
  }

  @Override
  public EntryType type(int i) {
    return switch (listing().type(at(i))) {
      case FileStat.DIRECTORY -> EntryType.DIRECTORY;
      case FileStat.SYMLINK -> EntryType.SYMLINK;
      case FileStat.CHAR_DEVICE -> EntryType.CHAR_DEVICE;
      case FileStat.BLOCK_DEVICE -> EntryType.BLOCK_DEVICE;
      case FileStat.FIFO -> EntryType.FIFO;
      default -> EntryType.FILE;
    };
  }

  @Override
  public int mode(int i) {
    FileStat newer = newer(at(i));
    return (newer == null ? listing().mode(at(i)) : newer.mode()) & 07777;
  }

  /** Docker's client gives all of a directory's files to root. */
  @Override
  public long uid(int i) {
    return 0;
  }

  @Override
  public long gid(int i) {
    return 0;
  }

  @Override
  public long fileSize(int i) {
    int at = at(i);
    if (listing().type(at) != FileStat.REGULAR) {
      return 0;
    }
    FileStat newer = newer(at);
    return newer == null ? listing().fileSize(at) : newer.size();
  }

  @Override
  public long mtimeSeconds(int i) {
    FileStat newer = newer(at(i));
    return newer == null ? listing().mtimeSeconds(at(i)) : newer.mtimeSeconds();
  }

  @Override
  public int mtimeNanos(int i) {
    FileStat newer = newer(at(i));
    return newer == null ? listing().mtimeNanos(at(i)) : newer.mtimeNanos();
  }

  @Override
  public int devMajor(int i) {
    return (int) (listing().rdev(at(i)) >> 32);
  }

  @Override
  public int devMinor(int i) {
    return (int) listing().rdev(at(i));
  }

  @Override
  public @Nullable Folder child(int i) {
    return childAt(at(i));
  }

  @Override
  public void digest(int i, byte[] to, int offset) {
    int at = at(i);
    if (known(at) == UNKNOWN) {
      throw new IllegalStateException("not read yet: " + path.child(name(i)));
    }
    copyDigest(at, to, offset);
  }

  @Override
  public @Nullable Problem problem() {
    return problem;
  }
}
