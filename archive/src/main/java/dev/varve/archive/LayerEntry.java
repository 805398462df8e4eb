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
    return new LayerEntry(
        newPath,
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

  public LayerEntry withMode(int newMode) {
    return new LayerEntry(
        path,
        type,
        newMode,
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

  public LayerEntry withOwner(long newUid, long newGid) {
    return new LayerEntry(
        path,
        type,
        mode,
        newUid,
        newGid,
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

  public LayerEntry withTime(long seconds, int nanos) {
    return new LayerEntry(
        path,
        type,
        mode,
        uid,
        gid,
        size,
        seconds,
        nanos,
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

  public LayerEntry withLinkTarget(Bytes target) {
    return new LayerEntry(
        path,
        type,
        mode,
        uid,
        gid,
        size,
        mtimeSeconds,
        mtimeNanos,
        target,
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

  public LayerEntry withXattrs(List<Xattr> sorted) {
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
        sorted,
        devMajor,
        devMinor,
        opaque,
        implied,
        sparse,
        digest,
        source,
        offset);
  }

  public LayerEntry withDevice(int major, int minor) {
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
        major,
        minor,
        opaque,
        implied,
        sparse,
        digest,
        source,
        offset);
  }

  /** The entry as a plain (not sparse) run of bytes. */
  public LayerEntry withContent(
      long newSize, @Nullable Digest newDigest, int newSource, long newOffset) {
    return new LayerEntry(
        path,
        type,
        mode,
        uid,
        gid,
        newSize,
        mtimeSeconds,
        mtimeNanos,
        linkTarget,
        xattrs,
        devMajor,
        devMinor,
        opaque,
        implied,
        false,
        newDigest,
        newSource,
        newOffset);
  }

  public LayerEntry withDigest(@Nullable Digest newDigest) {
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
        newSparse,
        digest,
        newSource,
        newOffset);
  }

  public LayerEntry withOpaque(boolean newOpaque) {
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
        newOpaque,
        implied,
        sparse,
        digest,
        source,
        offset);
  }

  public LayerEntry withImplied(boolean newImplied) {
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
        newImplied,
        sparse,
        digest,
        source,
        offset);
  }

  /** Everything of {@code other}'s but path and type: what two names of one file have in common. */
  public LayerEntry withFileOf(LayerEntry other) {
    return new LayerEntry(
        path,
        type,
        other.mode,
        other.uid,
        other.gid,
        other.size,
        other.mtimeSeconds,
        other.mtimeNanos,
        linkTarget,
        other.xattrs,
        0,
        0,
        false,
        false,
        other.sparse,
        other.digest,
        other.source,
        other.offset);
  }

  /** Mode, owner, times and attributes of {@code other}. */
  public LayerEntry withMetadataOf(LayerEntry other) {
    return new LayerEntry(
        path,
        type,
        other.mode,
        other.uid,
        other.gid,
        size,
        other.mtimeSeconds,
        other.mtimeNanos,
        linkTarget,
        other.xattrs,
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
