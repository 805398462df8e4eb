package dev.varve.archive.tar;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.Bytes;
import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.Xattr;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * The headers of an entry in canonical form: one ustar block; before it a PAX header with exactly
 * the values that do not fit there. Nothing else about an entry is written, so that equal entries
 * give equal bytes. Not for use by several threads.
 */
final class HeaderEncoder {
  private static final byte[] PAX_NAME = "././@PaxHeader".getBytes(StandardCharsets.US_ASCII);
  private static final long MAX_ID = (1L << 21) - 1;
  private static final long MAX_LONG = (1L << 33) - 1;

  private final PaxRecords pax = new PaxRecords();
  private byte[] out = new byte[8 * Tar.BLOCK];

  /** The header of the last PAX record: it says nothing but how long that is. */
  private final byte[] lastPax = new byte[Tar.BLOCK];

  private int lastPaxBody = -1;
  private int size;

  /** The bytes of the last {@link #encode}, valid up to {@link #size()} until the next one. */
  byte[] bytes() {
    return out;
  }

  int size() {
    return size;
  }

  /** Encodes the header of {@code entry}; a directory's opaque marker is an entry of its own. */
  HeaderEncoder encode(LayerEntry entry) throws ArchiveException {
    byte[] name = nameOf(entry);
    return encode(entry, name, typeFlag(entry.type()));
  }

  /** Encodes the marker that makes {@code directory} opaque. */
  HeaderEncoder encodeOpaque(LayerEntry directory) throws ArchiveException {
    byte[] name = directory.path().isRoot() ? new byte[0] : withSlash(directory.path().toArray());
    int start = name.length;
    byte[] marker = Arrays.copyOf(name, start + Tar.OPAQUE.length());
    for (int i = 0; i < Tar.OPAQUE.length(); i++) {
      marker[start + i] = (byte) Tar.OPAQUE.charAt(i);
    }
    return encode(LayerEntry.whiteout(directory.path()), marker, '0');
  }

  /** The length of all headers of an entry, which is encoded only where it is not plain to see. */
  int sizeOf(LayerIndex index, int i) throws ArchiveException {
    int plain = plainSize(index, i);
    if (plain >= 0) {
      return plain;
    }
    LayerEntry entry = index.entry(i);
    int length = entry.implied() ? 0 : encode(entry).size();
    return entry.isDirectory() && entry.opaque() ? length + encodeOpaque(entry).size() : length;
  }

  /**
   * The length of the headers of an entry that needs no more than a time in its PAX header; -1 for
   * an entry that has to be encoded to be known.
   */
  private static int plainSize(LayerIndex index, int i) {
    EntryType type = index.type(i);
    long seconds = index.mtimeSeconds(i);
    if ((type != EntryType.FILE && type != EntryType.DIRECTORY)
        || index.hasExtra(i)
        || index.isSpecialDirectory(i)
        || index.pathLength(i) >= Tar.NAME_LENGTH
        || index.uid(i) > MAX_ID
        || index.gid(i) > MAX_ID
        || index.fileSize(i) > MAX_LONG
        || index.pathLength(i) == 0) {
      return -1;
    }
    boolean longTime = index.mtimeNanos(i) != 0 || seconds < 0 || seconds > MAX_LONG;
    return longTime ? 3 * Tar.BLOCK : Tar.BLOCK;
  }

  private HeaderEncoder encode(LayerEntry entry, byte[] name, char type) throws ArchiveException {
    size = 0;
    pax.clear();
    long length = entry.type() == EntryType.FILE ? entry.size() : 0;
    int split = split(name);
    // Keys in byte order, as the canonical form demands.
    for (Xattr xattr : entry.xattrs()) {
      if (unfitForKey(xattr.name())) {
        String value = Base64.getEncoder().withoutPadding().encodeToString(xattr.value().toArray());
        pax.add(Tar.LIBARCHIVE_XATTR, urlEncoded(xattr.name()), Bytes.of(value).toArray());
      }
    }
    for (Xattr xattr : entry.xattrs()) {
      if (!unfitForKey(xattr.name())) {
        pax.add(Tar.XATTR, xattr.name().toArray(), xattr.value().toArray());
      }
    }
    paxNumber("gid", entry.gid(), MAX_ID);
    byte[] link = entry.linkTarget().toArray();
    if (link.length > Tar.NAME_LENGTH) {
      pax.add("linkpath", link);
    }
    boolean longTime =
        entry.mtimeNanos() != 0 || entry.mtimeSeconds() < 0 || entry.mtimeSeconds() > MAX_LONG;
    if (longTime) {
      pax.add("mtime", PaxTime.format(entry.mtimeSeconds(), entry.mtimeNanos()));
    }
    if (split < 0) {
      pax.add("path", name);
    }
    paxNumber("size", length, MAX_LONG);
    paxNumber("uid", entry.uid(), MAX_ID);
    if (!pax.isEmpty()) {
      writePax();
    }
    int at = startBlock();
    putName(at, name, split);
    putHeader(at, entry, type, length);
    if (link.length > 0) {
      System.arraycopy(link, 0, out, at + Tar.LINK_NAME, Math.min(link.length, Tar.NAME_LENGTH));
    }
    checksum(at, Math.min(name.length, Tar.NAME_LENGTH), Math.min(link.length, Tar.NAME_LENGTH));
    return this;
  }

  private void paxNumber(String key, long value, long fits) {
    if (value > fits) {
      pax.add(key, Long.toString(value).getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** PAX keys end at the first {@code =}, so such a name needs the other spelling. */
  private static boolean unfitForKey(Bytes name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.at(i) == '=') {
        return true;
      }
    }
    return false;
  }

  private static byte[] urlEncoded(Bytes name) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      int b = name.at(i) & 0xff;
      if (b <= ' ' || b >= 0x7f || b == '%' || b == '=') {
        text.append('%').append(Character.toUpperCase(Character.forDigit(b >> 4, 16)));
        text.append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
      } else {
        text.append((char) b);
      }
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static char typeFlag(EntryType type) {
    return switch (type) {
      case FILE, WHITEOUT -> '0';
      case HARDLINK -> '1';
      case SYMLINK -> '2';
      case CHAR_DEVICE -> '3';
      case BLOCK_DEVICE -> '4';
      case DIRECTORY -> '5';
      case FIFO -> '6';
    };
  }

  private static byte[] nameOf(LayerEntry entry) {
    byte[] path = entry.path().toArray();
    if (entry.type() == EntryType.DIRECTORY) {
      return path.length == 0 ? new byte[] {'.', '/'} : withSlash(path);
    }
    if (entry.type() != EntryType.WHITEOUT) {
      return path;
    }
    int start = path.length - entry.path().name().length;
    byte[] marker = Arrays.copyOf(path, path.length + Tar.WHITEOUT.length());
    for (int i = 0; i < Tar.WHITEOUT.length(); i++) {
      marker[start + i] = (byte) Tar.WHITEOUT.charAt(i);
    }
    System.arraycopy(path, start, marker, start + Tar.WHITEOUT.length(), path.length - start);
    return marker;
  }

  private static byte[] withSlash(byte[] path) {
    byte[] name = Arrays.copyOf(path, path.length + 1);
    name[path.length] = '/';
    return name;
  }

  /** Where to cut a name into prefix and name: 0 no cut, -1 it does not fit. */
  private static int split(byte[] name) {
    if (name.length <= Tar.NAME_LENGTH) {
      return 0;
    }
    // The last slash that leaves something behind it and fits before it.
    for (int i = Math.min(name.length - 2, Tar.PREFIX_LENGTH); i > 0; i--) {
      if (name[i] == '/') {
        return name.length - i - 1 <= Tar.NAME_LENGTH ? i : -1;
      }
    }
    return -1;
  }

  private void putName(int at, byte[] name, int split) {
    if (split > 0) {
      System.arraycopy(name, 0, out, at + Tar.PREFIX, split);
      System.arraycopy(name, split + 1, out, at + Tar.NAME, name.length - split - 1);
    } else {
      System.arraycopy(name, 0, out, at + Tar.NAME, Math.min(name.length, Tar.NAME_LENGTH));
    }
  }

  private void putHeader(int at, LayerEntry entry, char type, long length) {
    octal(at + Tar.MODE, 7, entry.mode());
    octal(at + Tar.UID, 7, entry.uid() > MAX_ID ? 0 : entry.uid());
    octal(at + Tar.GID, 7, entry.gid() > MAX_ID ? 0 : entry.gid());
    octal(at + Tar.SIZE, 11, length > MAX_LONG ? 0 : length);
    octal(at + Tar.MTIME, 11, Math.clamp(entry.mtimeSeconds(), 0, MAX_LONG));
    out[at + Tar.TYPE] = (byte) type;
    byte[] magic = {'u', 's', 't', 'a', 'r', 0, '0', '0'};
    System.arraycopy(magic, 0, out, at + Tar.MAGIC, magic.length);
    octal(at + Tar.DEV_MAJOR, 7, entry.devMajor());
    octal(at + Tar.DEV_MINOR, 7, entry.devMinor());
  }

  private void writePax() {
    int body = pax.size();
    int at = startBlock();
    if (body == lastPaxBody) {
      System.arraycopy(lastPax, 0, out, at, Tar.BLOCK);
    } else {
      System.arraycopy(PAX_NAME, 0, out, at, PAX_NAME.length);
      putHeader(at, PAX_OWNER, 'x', body);
      checksum(at, PAX_NAME.length, 0);
      System.arraycopy(out, at, lastPax, 0, Tar.BLOCK);
      lastPaxBody = body;
    }
    grow(body + Tar.padding(body));
    System.arraycopy(pax.bytes(), 0, out, size, body);
    Arrays.fill(out, size + body, size + body + Tar.padding(body), (byte) 0);
    size += body + Tar.padding(body);
  }

  private static final LayerEntry PAX_OWNER = LayerEntry.of(EntryPath.ROOT, EntryType.FILE, 0);

  private int startBlock() {
    grow(Tar.BLOCK);
    Arrays.fill(out, size, size + Tar.BLOCK, (byte) 0);
    size += Tar.BLOCK;
    return size - Tar.BLOCK;
  }

  private void grow(int more) {
    if (size + more > out.length) {
      out = Arrays.copyOf(out, Math.max(2 * out.length, size + more));
    }
  }

  private void octal(int at, int digits, long value) {
    long rest = value;
    for (int i = at + digits - 1; i >= at; i--) {
      out[i] = (byte) ('0' + (rest & 7));
      rest >>>= 3;
    }
  }

  /** Sums up the block, of which only the fields that were set are not zero. */
  private void checksum(int at, int name, int link) {
    int sum =
        8 * ' '
            + sum(at + Tar.NAME, name)
            + sum(at + Tar.MODE, Tar.CHECKSUM - Tar.MODE)
            + sum(at + Tar.TYPE, 1)
            + sum(at + Tar.LINK_NAME, link)
            + sum(at + Tar.MAGIC, Tar.BLOCK - Tar.MAGIC);
    octal(at + Tar.CHECKSUM, 6, sum);
    out[at + Tar.CHECKSUM + 7] = ' ';
  }

  private int sum(int from, int length) {
    int sum = 0;
    for (int i = from; i < from + length; i++) {
      sum += out[i] & 0xff;
    }
    return sum;
  }
}
