package dev.varve.it.image;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A small tar reader of the tests' own (ustar, PAX, GNU long names, GNU and PAX-less sparse files
 * are not needed), so that a mistake in the product's reader cannot hide itself.
 */
public final class TarEntries {
  private static final int BLOCK = 512;

  private final InputStream in;

  public TarEntries(InputStream in) {
    this.in = in;
  }

  /** Receives each entry with its bytes, which are empty unless it is a file. */
  public interface Visitor {
    void visit(ImageEntry entry, byte[] bytes) throws IOException;
  }

  /** Reads to the end of the archive. */
  public void forEach(Visitor visitor) throws IOException {
    Map<String, byte[]> pax = new LinkedHashMap<>();
    byte[] header = new byte[BLOCK];
    while (in.readNBytes(header, 0, BLOCK) == BLOCK && !isZero(header)) {
      long size = number(header, 124, 12);
      char type = (char) header[156];
      switch (type) {
        case 'x' -> readPax(data(size), pax);
        case 'g' -> data(size);
        case 'L' -> pax.put("path", untilZero(data(size), 0, (int) size));
        case 'K' -> pax.put("linkpath", untilZero(data(size), 0, (int) size));
        default -> {
          byte[] paxSize = pax.get("size");
          byte[] bytes = data(paxSize == null ? size : Long.parseLong(latin(paxSize)));
          visitor.visit(entry(header, type, pax, bytes), bytes);
          pax.clear();
        }
      }
    }
  }

  private byte[] data(long size) throws IOException {
    byte[] bytes = in.readNBytes(Math.toIntExact(size));
    long padding = (BLOCK - size % BLOCK) % BLOCK;
    if (bytes.length != size || in.skip(padding) != padding) {
      throw new EOFException("tar ends in the middle of an entry");
    }
    return bytes;
  }

  private static ImageEntry entry(byte[] header, char type, Map<String, byte[]> pax, byte[] bytes) {
    String path = clean(pax.containsKey("path") ? latin(pax.get("path")) : ustarName(header));
    String link =
        pax.containsKey("linkpath")
            ? latin(pax.get("linkpath"))
            : latin(untilZero(header, 157, 100));
    TreeMap<String, String> xattrs = new TreeMap<>();
    pax.forEach(
        (key, value) -> {
          if (key.startsWith("SCHILY.xattr.")) {
            xattrs.put(key.substring("SCHILY.xattr.".length()), HexFormat.of().formatHex(value));
          }
        });
    ImageEntry.Type kind = type(type);
    boolean device = kind == ImageEntry.Type.CHAR_DEVICE || kind == ImageEntry.Type.BLOCK_DEVICE;
    return new ImageEntry(
        path,
        kind,
        (int) number(header, 100, 8) & 07777,
        paxNumber(pax, "uid", number(header, 108, 8)),
        paxNumber(pax, "gid", number(header, 116, 8)),
        bytes.length,
        paxNumber(pax, "mtime", number(header, 136, 12)),
        kind == ImageEntry.Type.FILE ? sha256(bytes) : "",
        kind == ImageEntry.Type.HARDLINK ? clean(link) : link,
        device ? (int) number(header, 329, 8) : 0,
        device ? (int) number(header, 337, 8) : 0,
        xattrs);
  }

  private static ImageEntry.Type type(char type) {
    return switch (type) {
      case '0', '\0', '7' -> ImageEntry.Type.FILE;
      case '1' -> ImageEntry.Type.HARDLINK;
      case '2' -> ImageEntry.Type.SYMLINK;
      case '3' -> ImageEntry.Type.CHAR_DEVICE;
      case '4' -> ImageEntry.Type.BLOCK_DEVICE;
      case '5' -> ImageEntry.Type.DIRECTORY;
      case '6' -> ImageEntry.Type.FIFO;
      default -> throw new IllegalArgumentException("tar entry of type '" + type + "'");
    };
  }

  private static void readPax(byte[] records, Map<String, byte[]> into) {
    int at = 0;
    while (at < records.length && records[at] != 0) {
      int space = at;
      while (records[space] != ' ') {
        space++;
      }
      int end = at + Integer.parseInt(latin(records, at, space));
      int equals = space + 1;
      while (records[equals] != '=') {
        equals++;
      }
      byte[] value = Arrays.copyOfRange(records, equals + 1, end - 1);
      into.put(latin(records, space + 1, equals), value);
      at = end;
    }
  }

  private static long paxNumber(Map<String, byte[]> pax, String key, long otherwise) {
    byte[] value = pax.get(key);
    if (value == null) {
      return otherwise;
    }
    String text = latin(value);
    int dot = text.indexOf('.');
    return (long) Math.floor(dot < 0 ? Long.parseLong(text) : Double.parseDouble(text));
  }

  private static String ustarName(byte[] header) {
    String name = latin(untilZero(header, 0, 100));
    boolean posix = latin(header, 257, 263).equals("ustar\0");
    String prefix = posix ? latin(untilZero(header, 345, 155)) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private static String clean(String path) {
    StringBuilder clean = new StringBuilder();
    for (String part : path.split("/")) {
      if (!part.isEmpty() && !part.equals(".")) {
        clean.append(clean.isEmpty() ? "" : "/").append(part);
      }
    }
    return clean.toString();
  }

  private static long number(byte[] header, int at, int length) {
    if ((header[at] & 0x80) != 0) {
      long value = (header[at] & 0x40) == 0 ? header[at] & 0x3f : -1;
      for (int i = at + 1; i < at + length; i++) {
        value = (value << 8) | (header[i] & 0xff);
      }
      return value;
    }
    String text = latin(untilZero(header, at, length)).trim();
    return text.isEmpty() ? 0 : Long.parseLong(text, 8);
  }

  private static byte[] untilZero(byte[] bytes, int at, int length) {
    int end = at;
    while (end < at + length && bytes[end] != 0) {
      end++;
    }
    return Arrays.copyOfRange(bytes, at, end);
  }

  private static boolean isZero(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static String latin(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
