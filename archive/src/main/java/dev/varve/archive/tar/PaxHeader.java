package dev.varve.archive.tar;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.Bytes;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.Xattr;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The records of one PAX extended header, by key; a later record of a key replaces an earlier. */
final class PaxHeader {
  static final PaxHeader NONE = new PaxHeader();

  /** Linux takes no longer values. */
  private static final int MAX_XATTR_VALUE = 64 << 10;

  private final Map<String, byte[]> values = new HashMap<>();
  private final Map<Bytes, Bytes> xattrs = new TreeMap<>();
  private final List<Long> sparseNumbers = new ArrayList<>();

  private PaxHeader() {}

  /**
   * @throws ArchiveException the body is not made of {@code LENGTH KEY=VALUE\n} records
   */
  static PaxHeader parse(byte[] body) throws ArchiveException {
    PaxHeader header = new PaxHeader();
    int at = 0;
    while (at < body.length) {
      int space = at;
      int length = 0;
      while (space < body.length && space - at < 8 && body[space] >= '0' && body[space] <= '9') {
        length = length * 10 + body[space++] - '0';
      }
      int end = at + length;
      if (space == at
          || space >= body.length
          || body[space] != ' '
          || end <= space + 2
          || end > body.length
          || body[end - 1] != '\n') {
        throw new ArchiveException("malformed PAX header: record length");
      }
      int equals = space + 1;
      while (equals < end && body[equals] != '=') {
        equals++;
      }
      if (equals >= end || equals == space + 1) {
        throw new ArchiveException("malformed PAX header: record without a key");
      }
      header.record(
          Arrays.copyOfRange(body, space + 1, equals),
          Arrays.copyOfRange(body, equals + 1, end - 1));
      at = end;
    }
    return header;
  }

  private void record(byte[] key, byte[] value) throws ArchiveException {
    String name = new String(key, StandardCharsets.ISO_8859_1);
    if (name.startsWith(Tar.XATTR)) {
      xattr(Arrays.copyOfRange(key, Tar.XATTR.length(), key.length), value);
    } else if (name.startsWith(Tar.LIBARCHIVE_XATTR)) {
      libarchiveXattr(Arrays.copyOfRange(key, Tar.LIBARCHIVE_XATTR.length(), key.length), value);
    } else if (name.equals("GNU.sparse.offset") || name.equals("GNU.sparse.numbytes")) {
      boolean offset = name.endsWith("offset");
      if (offset != (sparseNumbers.size() % 2 == 0)) {
        throw new ArchiveException("malformed PAX header: sparse map");
      }
      sparseNumbers.add(decimal(name, value));
    } else {
      values.put(name, value);
    }
  }

  private void xattr(byte[] name, byte[] value) throws ArchiveException {
    for (byte b : name) {
      if (b == 0) {
        throw new ArchiveException("extended attribute with NUL in its name");
      }
    }
    if (name.length == 0 || name.length > 255 || value.length > MAX_XATTR_VALUE) {
      throw new ArchiveException(
          "extended attribute '" + Bytes.printable(name) + "' has a bad length");
    }
    xattrs.put(Bytes.of(name), Bytes.of(value));
  }

  /** libarchive escapes names as URLs do and encodes values in base 64 without padding. */
  private void libarchiveXattr(byte[] key, byte[] value) throws ArchiveException {
    ByteArrayOutputStream name = new ByteArrayOutputStream();
    for (int i = 0; i < key.length; i++) {
      if (key[i] == '%' && i + 2 < key.length) {
        int high = Character.digit(key[i + 1], 16);
        int low = Character.digit(key[i + 2], 16);
        if (high < 0 || low < 0) {
          throw new ArchiveException("malformed PAX header: extended attribute");
        }
        name.write(high << 4 | low);
        i += 2;
      } else {
        name.write(key[i]);
      }
    }
    try {
      int end = value.length;
      while (end > 0 && (value[end - 1] == '=' || value[end - 1] == '\n')) {
        end--;
      }
      byte[] decoded = Base64.getDecoder().decode(Arrays.copyOf(value, end));
      if (!xattrs.containsKey(Bytes.of(name.toByteArray()))) {
        xattr(name.toByteArray(), decoded);
      }
    } catch (IllegalArgumentException e) {
      throw new ArchiveException("malformed PAX header: extended attribute", e);
    }
  }

  private static long decimal(String key, byte[] value) throws ArchiveException {
    long number = 0;
    for (byte b : value) {
      if (b < '0' || b > '9' || number > (Long.MAX_VALUE - 9) / 10) {
        throw new ArchiveException("PAX " + key + " is out of range");
      }
      number = number * 10 + b - '0';
    }
    if (value.length == 0) {
      throw new ArchiveException("PAX " + key + " is out of range");
    }
    return number;
  }

  /** The value of {@code key}; null when absent or, which deletes it, empty. */
  byte @Nullable [] value(String key) {
    byte[] value = values.get(key);
    return value == null || value.length == 0 ? null : value;
  }

  /**
   * The decimal number of {@code key}, {@code otherwise} when absent.
   *
   * @throws ArchiveException negative, too large or no number
   */
  long number(String key, long otherwise) throws ArchiveException {
    byte[] value = value(key);
    return value == null ? otherwise : decimal(key, value);
  }

  long id(String key, long otherwise) throws ArchiveException {
    long id = number(key, otherwise);
    if (id < 0 || id > LayerEntry.MAX_ID) {
      throw new ArchiveException(key + " " + id + " is out of range");
    }
    return id;
  }

  /** The modification time; {@code seconds} when absent. */
  PaxTime mtime(long seconds) throws ArchiveException {
    byte[] value = value("mtime");
    if (value == null) {
      return new PaxTime(seconds, 0);
    }
    try {
      return PaxTime.parse(value);
    } catch (NumberFormatException e) {
      throw new ArchiveException("PAX mtime is not a number", e);
    }
  }

  /** Extended attributes, sorted by name. */
  List<Xattr> xattrs() {
    List<Xattr> sorted = new ArrayList<>(xattrs.size());
    xattrs.forEach((name, value) -> sorted.add(new Xattr(name, value)));
    return sorted;
  }

  /** Offsets and lengths of a version 0.0 sparse map. */
  List<Long> sparseNumbers() {
    return sparseNumbers;
  }
}
