package dev.varve.testkit.layers;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Writes tars member by member, right or wrong. Text is taken as bytes, one for each character (ISO
 * 8859-1), so that names of any bytes can be written. What is not said is the same everywhere:
 * owner 0:0, time {@link #TIME}, modes 0644, 0755 for directories and 0777 for symbolic links.
 */
public final class TarBytes {
  public static final int BLOCK = 512;

  /** The modification time of what has no other, in seconds since the epoch. */
  public static final long TIME = 1_700_000_000L;

  static final int MODE = 100;
  static final int UID = 108;
  static final int GID = 116;
  static final int SIZE = 124;
  static final int MTIME = 136;
  static final int MAGIC = 257;
  static final int DEV_MAJOR = 329;
  static final int DEV_MINOR = 337;
  static final int PREFIX = 345;

  private static final int CHECKSUM = 148;
  private static final int TYPE = 156;
  private static final int LINK_NAME = 157;
  private static final int NAME_LENGTH = 100;
  private static final String USTAR = "ustar\00000";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * A header block as it is; names are cut after 100 bytes.
   *
   * @param edit changes the block before its checksum is made
   */
  public TarBytes header(String name, char type, long size, Consumer<byte[]> edit) {
    byte[] block = new byte[BLOCK];
    byte[] raw = bytes(name);
    System.arraycopy(raw, 0, block, 0, Math.min(NAME_LENGTH, raw.length));
    number(block, MODE, 8, type == '5' ? 0755 : type == '2' ? 0777 : 0644);
    number(block, UID, 8, 0);
    number(block, GID, 8, 0);
    number(block, SIZE, 12, size);
    number(block, MTIME, 12, TIME);
    block[TYPE] = (byte) type;
    put(block, MAGIC, USTAR);
    edit.accept(block);
    checksum(block);
    return raw(block);
  }

  TarBytes header(String name, char type, long size) {
    return header(name, type, size, _ -> {});
  }

  /** Content, padded to a block. */
  TarBytes data(byte[] content) {
    out.writeBytes(content);
    out.writeBytes(new byte[-content.length & (BLOCK - 1)]);
    return this;
  }

  TarBytes data(String content) {
    return data(bytes(content));
  }

  public TarBytes file(String name, String content) {
    return file(name, content, _ -> {});
  }

  TarBytes file(String name, String content, Consumer<byte[]> edit) {
    return named(name).header(name, '0', content.length(), edit).data(content);
  }

  public TarBytes dir(String name) {
    return dir(name, 0755);
  }

  TarBytes dir(String name, int mode) {
    String slashed = name.endsWith("/") ? name : name + "/";
    return named(slashed).header(slashed, '5', 0, mode(mode));
  }

  TarBytes symlink(String name, String target) {
    return link(name, '2', target);
  }

  TarBytes hardlink(String name, String target) {
    return link(name, '1', target);
  }

  private TarBytes link(String name, char type, String target) {
    named(name);
    if (target.length() > NAME_LENGTH) {
      pax("linkpath=" + target);
    }
    String kept = target.substring(0, Math.min(NAME_LENGTH, target.length()));
    return header(name, type, 0, block -> put(block, LINK_NAME, kept));
  }

  TarBytes fifo(String name) {
    return header(name, '6', 0);
  }

  /**
   * @param type 3 for a character device, 4 for a block device
   */
  TarBytes device(String name, char type, int major, int minor) {
    return header(name, type, 0, numbers(major, minor));
  }

  static Consumer<byte[]> numbers(long major, long minor) {
    return block -> {
      number(block, DEV_MAJOR, 8, major);
      number(block, DEV_MINOR, 8, minor);
    };
  }

  static Consumer<byte[]> mode(int mode) {
    return block -> number(block, MODE, 8, mode);
  }

  static Consumer<byte[]> owner(long uid, long gid) {
    return block -> {
      number(block, UID, 8, uid);
      number(block, GID, 8, gid);
    };
  }

  static Consumer<byte[]> mtime(long seconds) {
    return block -> number(block, MTIME, 12, seconds);
  }

  static Consumer<byte[]> linkName(String target) {
    return block -> put(block, LINK_NAME, target);
  }

  /** Names that do not fit into a header go into a PAX header before it. */
  private TarBytes named(String name) {
    return name.length() > NAME_LENGTH ? pax("path=" + name) : this;
  }

  /** A PAX header of {@code KEY=VALUE} records for the next member. */
  TarBytes pax(String... records) {
    StringBuilder body = new StringBuilder();
    for (String record : records) {
      int rest = record.length() + 2;
      int length = rest + Integer.toString(rest).length();
      length = rest + Integer.toString(length).length();
      body.append(length).append(' ').append(record).append('\n');
    }
    return extension('x', body.toString());
  }

  /** GNU's long name of the next member. */
  TarBytes longName(String name) {
    return extension('L', name + "\0");
  }

  /** GNU's long link target of the next member. */
  TarBytes longLink(String target) {
    return extension('K', target + "\0");
  }

  /** A header of any kind that says something about the next member. */
  TarBytes extension(char type, String body) {
    return header("././@Extension", type, body.length()).data(body);
  }

  public TarBytes raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /** The archive so far, without its end. */
  byte[] unfinished() {
    return out.toByteArray();
  }

  /** The archive with its two zero blocks. */
  public byte[] end() {
    byte[] all = out.toByteArray();
    return Arrays.copyOf(all, all.length + 2 * BLOCK);
  }

  static void put(byte[] block, int at, String text) {
    byte[] raw = bytes(text);
    System.arraycopy(raw, 0, block, at, raw.length);
  }

  /** In octal digits and a NUL, or where that does not fit in GNU's base-256 form. */
  static void number(byte[] block, int at, int length, long value) {
    if (value >= 0 && value < (1L << (3 * (length - 1)))) {
      String digits = Long.toOctalString(value);
      put(block, at, "0".repeat(length - 1 - digits.length()) + digits + "\0");
    } else {
      binary(block, at, length, value);
    }
  }

  /** In GNU's base-256 form. */
  static void binary(byte[] block, int at, int length, long value) {
    long rest = value;
    for (int i = at + length - 1; i >= at; i--) {
      block[i] = (byte) rest;
      rest >>= 8;
    }
    block[at] |= (byte) 0x80;
  }

  private static void checksum(byte[] block) {
    Arrays.fill(block, CHECKSUM, CHECKSUM + 8, (byte) ' ');
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xff;
    }
    setChecksum(block, sum);
  }

  static void setChecksum(byte[] block, int sum) {
    String digits = Integer.toOctalString(sum);
    put(block, CHECKSUM, "0".repeat(6 - digits.length()) + digits + "\0 ");
  }
}
