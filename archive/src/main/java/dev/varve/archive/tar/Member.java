package dev.varve.archive.tar;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.Bytes;
import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.Limits;
import dev.varve.archive.Xattr;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One member of a tar: its headers put together.
 *
 * @param entry null for a member that says nothing, as AUFS's own files
 * @param content what the member stores; also set for members that are passed over
 * @param padding from the end of what is stored to the next block
 */
record Member(@Nullable LayerEntry entry, MemberInput content, int padding) {
  private static final int MAX_LINK = 4095;

  /** The headers of a member, from the extensions before it to its own block. */
  record Headers(
      HeaderBlock block,
      PaxHeader pax,
      @Nullable Bytes longName,
      @Nullable Bytes longLink,
      long start) {

    byte[] name() {
      byte[] sparse = pax.value("GNU.sparse.name");
      byte[] path = sparse == null ? pax.value("path") : sparse;
      return longName != null ? longName.toArray() : path != null ? path : block.name();
    }

    byte[] linkName() {
      byte[] path = pax.value("linkpath");
      return longLink != null ? longLink.toArray() : path != null ? path : block.linkName();
    }
  }

  static Member read(Headers headers, TarInput in, Dialect dialect, Limits limits)
      throws IOException {
    HeaderBlock block = headers.block();
    PaxHeader pax = headers.pax();
    byte[] name = headers.name();
    EntryType type = type(block, name);
    boolean file = type == EntryType.FILE;
    // Go's reader, and so Docker, takes no content from other types whatever their size says.
    boolean stores = file || block.type() == 'D';
    long stored = stores ? pax.number("size", block.count("size", Tar.SIZE, Tar.LONG_LENGTH)) : 0;
    int padding = Tar.padding(stored);
    if (stored > Long.MAX_VALUE - in.position() - Tar.BLOCK) {
      throw block.fault("size is too large");
    }
    SparseMap map = null;
    long storedHere = stored;
    if (block.type() == 'S') {
      map = SparseMap.ofOldGnu(block, in, stored, limits.extension());
    } else if (file) {
      long before = in.position();
      map = SparseMap.of(pax, in, stored, limits.extension());
      storedHere = stored - (in.position() - before);
    }
    long contentStart = in.position();
    MemberInput content =
        map == null ? new MemberInput(in, stored) : new MemberInput(in, map, storedHere);
    if (dialect == Dialect.LAYER && Whiteouts.isMeta(name)) {
      return new Member(null, content, padding);
    }
    LayerEntry marker = dialect == Dialect.LAYER ? Whiteouts.of(name) : null;
    if (marker != null) {
      return new Member(marker, content, padding);
    }
    LayerEntry entry = entry(headers, type);
    if (file) {
      long size = map == null ? stored : map.size();
      entry =
          entry
              .withContent(size, null, 0, map == null ? contentStart : headers.start())
              .withPlace(map != null, 0, map == null ? contentStart : headers.start());
    }
    return new Member(entry, content, padding);
  }

  private static EntryType type(HeaderBlock block, byte[] name) throws ArchiveException {
    return switch (block.type()) {
      case '0', 0 ->
          name.length > 0 && name[name.length - 1] == '/' ? EntryType.DIRECTORY : EntryType.FILE;
      case '7', 'S' -> EntryType.FILE;
      case '1' -> EntryType.HARDLINK;
      case '2' -> EntryType.SYMLINK;
      case '3' -> EntryType.CHAR_DEVICE;
      case '4' -> EntryType.BLOCK_DEVICE;
      case '5', 'D' -> EntryType.DIRECTORY;
      case '6' -> EntryType.FIFO;
      default ->
          throw block.fault(
              "unknown type "
                  + Bytes.printable(new byte[] {(byte) block.type()})
                  + " of '"
                  + Bytes.printable(name)
                  + "'");
    };
  }

  private static LayerEntry entry(Headers headers, EntryType type) throws ArchiveException {
    EntryPath path = path(headers.name(), "entry with a bad name: ");
    if (path.isRoot() && type != EntryType.DIRECTORY) {
      throw new ArchiveException(path, "the root can only be a directory");
    }
    try {
      return described(headers, path, type);
    } catch (ArchiveException e) {
      throw new ArchiveException(path, String.valueOf(e.getMessage()));
    }
  }

  private static LayerEntry described(Headers headers, EntryPath path, EntryType type)
      throws ArchiveException {
    HeaderBlock block = headers.block();
    PaxHeader pax = headers.pax();
    PaxTime mtime = pax.mtime(block.time());
    long mode = block.number("mode", Tar.MODE, Tar.ID_LENGTH);
    LayerEntry entry =
        LayerEntry.of(path, type, (int) (mode & 07777))
            .withOwner(
                pax.id("uid", block.number("uid", Tar.UID, Tar.ID_LENGTH)),
                pax.id("gid", block.number("gid", Tar.GID, Tar.ID_LENGTH)))
            .withTime(mtime.seconds(), mtime.nanos())
            .withXattrs(xattrs(pax));
    return switch (type) {
      case SYMLINK -> entry.withLinkTarget(symlinkTarget(headers.linkName()));
      case HARDLINK ->
          entry.withLinkTarget(
              Bytes.of(path(headers.linkName(), "hard link with a bad target: ").toArray()));
      case CHAR_DEVICE, BLOCK_DEVICE -> device(entry, block);
      case FILE, DIRECTORY, FIFO, WHITEOUT -> entry;
    };
  }

  private static List<Xattr> xattrs(PaxHeader pax) throws ArchiveException {
    List<Xattr> xattrs = pax.xattrs();
    for (Xattr xattr : xattrs) {
      if (xattr.isOverlay()) {
        throw new ArchiveException(
            "attribute " + xattr.name() + " belongs to overlay file systems");
      }
    }
    return xattrs;
  }

  private static Bytes symlinkTarget(byte[] target) throws ArchiveException {
    if (target.length == 0 || target.length > MAX_LINK) {
      throw new ArchiveException("symbolic link with a target of " + target.length + " bytes");
    }
    for (byte b : target) {
      if (b == 0) {
        throw new ArchiveException("symbolic link with NUL in its target");
      }
    }
    return Bytes.of(target);
  }

  private static LayerEntry device(LayerEntry entry, HeaderBlock block) throws ArchiveException {
    long major = block.count("major", Tar.DEV_MAJOR, Tar.ID_LENGTH);
    long minor = block.count("minor", Tar.DEV_MINOR, Tar.ID_LENGTH);
    if (major > 0xfff || minor > 0xfffff) {
      throw new ArchiveException("device number " + major + ":" + minor + " is out of range");
    }
    if (major == 0 && minor == 0 && entry.type() == EntryType.CHAR_DEVICE) {
      throw new ArchiveException("character device 0:0 would be a whiteout");
    }
    return entry.withDevice((int) major, (int) minor);
  }

  private static EntryPath path(byte[] raw, String what) throws ArchiveException {
    try {
      return EntryPath.of(raw);
    } catch (IllegalArgumentException e) {
      throw new ArchiveException(what + e.getMessage(), e);
    }
  }
}
