package dev.varve.archive;

import dev.varve.model.Digest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a layer.
 *
 * <p>A {@link EntryType#HARDLINK} that comes out of a {@link LayerIndex} carries the metadata,
 * size, digest, source and offset of the file it links to, so that its content can be opened
 * directly; only a link to a file of a lower layer does not, until it is rebased on those layers.
 *
 * @param path where; of a {@link EntryType#WHITEOUT} the path it hides, not the marker's name
 * @param mode permission bits with setuid, setgid and sticky (07777)
 * @param uid 0 to 2^32-2
 * @param gid 0 to 2^32-2
 * @param size bytes of content; 0 for what has none
 * @param mtimeSeconds since the epoch, may be negative
 * @param mtimeNanos 0 to 999,999,999, counted upwards from {@code mtimeSeconds}
 * @param linkTarget a symlink's target verbatim; a hard link's target as the bytes of an {@link
 *     EntryPath}; empty otherwise
 * @param xattrs sorted by name, without overlay's own
 * @param opaque a directory that hides what lower layers have below it
 * @param implied a directory that nobody described: it exists because something is below it or an
 *     opaque marker stands in it
 * @param sparse the content lies in its tar as a sparse member, and {@code offset} is where that
 *     member's first header starts
 * @param digest SHA-256 of the content; null when there is none or it is not known yet
 * @param source which source holds the content: 0 the layer's own tar or tree, n the index's n-th
 *     other source
 * @param offset where the content starts in the source's tar
 */
public record LayerEntry(
    EntryPath path,
    EntryType type,
    int mode,
    long uid,
    long gid,
    long size,
    long mtimeSeconds,
    int mtimeNanos,
    Bytes linkTarget,
    List<Xattr> xattrs,
    int devMajor,
    int devMinor,
    boolean opaque,
    boolean implied,
    boolean sparse,
    @Nullable Digest digest,
    int source,
    long offset) {

  /** The largest id there is: 2^32-1 means "unchanged" to chown(2). */
  public static final long MAX_ID = 0xffff_fffeL;

  public LayerEntry {
    if ((mode & ~07777) != 0) {
      throw new IllegalArgumentException("mode " + Integer.toOctalString(mode));
    }
    if (uid < 0 || uid > MAX_ID || gid < 0 || gid > MAX_ID) {
      throw new IllegalArgumentException("owner " + uid + ":" + gid);
    }
    if (size < 0 || mtimeNanos < 0 || mtimeNanos > 999_999_999 || source < 0 || offset < 0) {
      throw new IllegalArgumentException("size, time, source or offset out of range: " + path);
    }
    xattrs = List.copyOf(xattrs);
  }

  /** An entry owned by root, dated at the epoch, without content. */
  public static LayerEntry of(EntryPath path, EntryType type, int mode) {
    return new LayerEntry(
        path,
        type,
        mode,
        0,
        0,
        0,
        0,
        0,
        Bytes.EMPTY,
        List.of(),
        0,
        0,
        false,
        false,
        false,
        null,
        0,
        0);
  }

  public static LayerEntry directory(EntryPath path, int mode) {
    return of(path, EntryType.DIRECTORY, mode);
  }

  public static LayerEntry file(EntryPath path, int mode, long size) {
    return of(path, EntryType.FILE, mode).withContent(size, null, 0, 0);
  }

  public static LayerEntry symlink(EntryPath path, Bytes target) {
    return of(path, EntryType.SYMLINK, 0777).withLinkTarget(target);
  }

  /** A further name of {@code target}. */
  public static LayerEntry hardlink(EntryPath path, EntryPath target) {
    return of(path, EntryType.HARDLINK, 0644).withLinkTarget(Bytes.of(target.raw()));
  }

  public static LayerEntry whiteout(EntryPath hidden) {
    return of(hidden, EntryType.WHITEOUT, 0);
  }

  public boolean isDirectory() {
    return type == EntryType.DIRECTORY;
  }

  /** Whether the entry is a file by one of its names, so that content can be opened. */
  public boolean hasContent() {
    return type == EntryType.FILE || type == EntryType.HARDLINK;
  }

  /** The path a hard link names; empty for other types. */
  public Optional<EntryPath> hardlinkTarget() {
    return type == EntryType.HARDLINK
        ? Optional.of(EntryPath.of(linkTarget.toArray()))
        : Optional.empty();
  }

  public Optional<Digest> contentDigest() {
    return Optional.ofNullable(digest);
  }

  public LayerEntry withPath(EntryPath newPath) {
    Draft changed = new Draft(this);
    changed.path = newPath;
    return changed.entry();
  }

  public LayerEntry withMode(int newMode) {
    Draft changed = new Draft(this);
    changed.mode = newMode;
    return changed.entry();
  }

  public LayerEntry withOwner(long newUid, long newGid) {
    Draft changed = new Draft(this);
    changed.uid = newUid;
    changed.gid = newGid;
    return changed.entry();
  }

  public LayerEntry withTime(long seconds, int nanos) {
    Draft changed = new Draft(this);
    changed.mtimeSeconds = seconds;
    changed.mtimeNanos = nanos;
    return changed.entry();
  }

  public LayerEntry withLinkTarget(Bytes target) {
    Draft changed = new Draft(this);
    changed.linkTarget = target;
    return changed.entry();
  }

  public LayerEntry withXattrs(List<Xattr> sorted) {
    Draft changed = new Draft(this);
    changed.xattrs = sorted;
    return changed.entry();
  }

  public LayerEntry withDevice(int major, int minor) {
    Draft changed = new Draft(this);
    changed.devMajor = major;
    changed.devMinor = minor;
    return changed.entry();
  }

  /** The entry as a plain (not sparse) run of bytes. */
  public LayerEntry withContent(
      long newSize, @Nullable Digest newDigest, int newSource, long newOffset) {
    Draft changed = new Draft(this);
    changed.size = newSize;
    changed.sparse = false;
    changed.digest = newDigest;
    changed.source = newSource;
    changed.offset = newOffset;
    return changed.entry();
  }

  public LayerEntry withDigest(@Nullable Digest newDigest) {
    // Without a draft: this is done for every file.
    return new LayerEntry(
        path,
        type,
        mode,
        uid,
        gid,
        size,
        mtimeSeconds,
        mtimeNanos,
        linkTarget,
        xattrs,
        devMajor,
        devMinor,
        opaque,
        implied,
        sparse,
        newDigest,
        source,
        offset);
  }

  /** The entry at another place of its content: sparse or plain there. */
  public LayerEntry withPlace(boolean newSparse, int newSource, long newOffset) {
    Draft changed = new Draft(this);
    changed.sparse = newSparse;
    changed.source = newSource;
    changed.offset = newOffset;
    return changed.entry();
  }

  public LayerEntry withOpaque(boolean newOpaque) {
    Draft changed = new Draft(this);
    changed.opaque = newOpaque;
    return changed.entry();
  }

  public LayerEntry withImplied(boolean newImplied) {
    Draft changed = new Draft(this);
    changed.implied = newImplied;
    return changed.entry();
  }

  /** Everything of {@code other}'s but path and type: what two names of one file have in common. */
  public LayerEntry withFileOf(LayerEntry other) {
    Draft changed = new Draft(this);
    changed.mode = other.mode;
    changed.uid = other.uid;
    changed.gid = other.gid;
    changed.size = other.size;
    changed.mtimeSeconds = other.mtimeSeconds;
    changed.mtimeNanos = other.mtimeNanos;
    changed.xattrs = other.xattrs;
    changed.devMajor = 0;
    changed.devMinor = 0;
    changed.opaque = false;
    changed.implied = false;
    changed.sparse = other.sparse;
    changed.digest = other.digest;
    changed.source = other.source;
    changed.offset = other.offset;
    return changed.entry();
  }

  /** Mode, owner, times and attributes of {@code other}. */
  public LayerEntry withMetadataOf(LayerEntry other) {
    Draft changed = new Draft(this);
    changed.mode = other.mode;
    changed.uid = other.uid;
    changed.gid = other.gid;
    changed.mtimeSeconds = other.mtimeSeconds;
    changed.mtimeNanos = other.mtimeNanos;
    changed.xattrs = other.xattrs;
    return changed.entry();
  }

  /** An entry whose components are being changed. */
  private static final class Draft {
    private EntryPath path;
    private EntryType type;
    private int mode;
    private long uid;
    private long gid;
    private long size;
    private long mtimeSeconds;
    private int mtimeNanos;
    private Bytes linkTarget;
    private List<Xattr> xattrs;
    private int devMajor;
    private int devMinor;
    private boolean opaque;
    private boolean implied;
    private boolean sparse;
    private @Nullable Digest digest;
    private int source;
    private long offset;

    Draft(LayerEntry entry) {
      this.path = entry.path;
      this.type = entry.type;
      this.mode = entry.mode;
      this.uid = entry.uid;
      this.gid = entry.gid;
      this.size = entry.size;
      this.mtimeSeconds = entry.mtimeSeconds;
      this.mtimeNanos = entry.mtimeNanos;
      this.linkTarget = entry.linkTarget;
      this.xattrs = entry.xattrs;
      this.devMajor = entry.devMajor;
      this.devMinor = entry.devMinor;
      this.opaque = entry.opaque;
      this.implied = entry.implied;
      this.sparse = entry.sparse;
      this.digest = entry.digest;
      this.source = entry.source;
      this.offset = entry.offset;
    }

    LayerEntry entry() {
      return new LayerEntry(
          path,
          type,
          mode,
          uid,
          gid,
          size,
          mtimeSeconds,
          mtimeNanos,
          linkTarget,
          xattrs,
          devMajor,
          devMinor,
          opaque,
          implied,
          sparse,
          digest,
          source,
          offset);
    }
  }
}
