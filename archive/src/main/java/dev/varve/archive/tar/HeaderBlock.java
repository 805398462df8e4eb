package dev.varve.archive.tar;

import dev.varve.archive.ArchiveException;
import java.math.BigInteger;
import java.util.Arrays;

/** One header block as it was read. */
final class HeaderBlock {
  private final byte[] block = new byte[Tar.BLOCK];
  private long position;

  byte[] bytes() {
    return block;
  }

  /** Remembers where the block started, for messages. */
  void at(long start) {
    position = start;
  }

  boolean isZero() {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  /** Both the sum of unsigned bytes and, as some old tars wrote, of signed ones are good. */
  void verify() throws ArchiveException {
    long unsigned = 0;
    long signed = 0;
    for (int i = 0; i < Tar.BLOCK; i++) {
      byte b = i >= Tar.CHECKSUM && i < Tar.CHECKSUM + 8 ? (byte) ' ' : block[i];
      unsigned += b & 0xff;
      signed += b;
    }
    long written = number("checksum", Tar.CHECKSUM, 8);
    if (written != unsigned && written != signed) {
      throw fault("checksum does not match: not a tar, or damaged");
    }
  }

  char type() {
    return (char) (block[Tar.TYPE] & 0xff);
  }

  /** Whether the magic of POSIX stands here, so that the prefix field counts. */
  boolean isPosix() {
    return magic() && block[Tar.MAGIC + 5] == 0;
  }

  boolean isGnu() {
    return magic() && block[Tar.MAGIC + 5] == ' ';
  }

  private boolean magic() {
    byte[] ustar = {'u', 's', 't', 'a', 'r'};
    return Arrays.equals(block, Tar.MAGIC, Tar.MAGIC + 5, ustar, 0, 5);
  }

  byte[] name() {
    byte[] name = text(Tar.NAME, Tar.NAME_LENGTH);
    if (!isPosix() || block[Tar.PREFIX] == 0) {
      return name;
    }
    byte[] prefix = text(Tar.PREFIX, Tar.PREFIX_LENGTH);
    byte[] whole = Arrays.copyOf(prefix, prefix.length + 1 + name.length);
    whole[prefix.length] = '/';
    System.arraycopy(name, 0, whole, prefix.length + 1, name.length);
    return whole;
  }

  byte[] linkName() {
    return text(Tar.LINK_NAME, Tar.NAME_LENGTH);
  }

  private byte[] text(int at, int length) {
    int end = at;
    while (end < at + length && block[end] != 0) {
      end++;
    }
    return Arrays.copyOfRange(block, at, end);
  }

  /**
   * A number in octal digits between blanks and NULs, or in GNU's base-256 form.
   *
   * @throws ArchiveException neither, or beyond 63 bits
   */
  long number(String field, int at, int length) throws ArchiveException {
    return (block[at] & 0x80) != 0 ? binary(field, at, length) : octal(field, at, length);
  }

  /** As {@link #number}, refusing negative ones. */
  long count(String field, int at, int length) throws ArchiveException {
    long value = number(field, at, length);
    if (value < 0) {
      throw fault("negative " + field);
    }
    return value;
  }

  /**
   * The modification time. Any time is legal: what is further away than {@link PaxTime#FURTHEST}
   * counts as that.
   */
  long time() throws ArchiveException {
    if ((block[Tar.MTIME] & 0x80) == 0) {
      return octal("mtime", Tar.MTIME, Tar.LONG_LENGTH);
    }
    byte[] number = Arrays.copyOfRange(block, Tar.MTIME, Tar.MTIME + Tar.LONG_LENGTH);
    // Bit 7 marks the form, bit 6 is the sign.
    number[0] = (byte) ((byte) (number[0] << 1) >> 1);
    BigInteger time = new BigInteger(number);
    long near = time.bitLength() < Long.SIZE ? time.longValue() : time.signum() * Long.MAX_VALUE;
    return Math.clamp(near, -PaxTime.FURTHEST, PaxTime.FURTHEST);
  }

  private long binary(String field, int at, int length) throws ArchiveException {
    boolean negative = (block[at] & 0x40) != 0;
    long value = negative ? -1 : 0;
    for (int i = at; i < at + length; i++) {
      int b = block[i] & 0xff;
      if (i == at) {
        // Bit 7 marks the form, bit 6 is the sign.
        b = negative ? b | 0x80 : b & 0x7f;
      }
      if (value > (Long.MAX_VALUE >> 8) || value < (Long.MIN_VALUE >> 8)) {
        throw fault(field + " is too large");
      }
      value = (value << 8) | b;
    }
    return value;
  }

  private long octal(String field, int at, int length) throws ArchiveException {
    int from = at;
    int end = at + length;
    while (from < end && (block[from] == ' ' || block[from] == 0)) {
      from++;
    }
    long value = 0;
    for (; from < end && block[from] != ' ' && block[from] != 0; from++) {
      int digit = block[from] - '0';
      if (digit < 0 || digit > 7) {
        throw fault(field + " is not a number");
      }
      value = value << 3 | digit;
    }
    for (; from < end; from++) {
      if (block[from] != ' ' && block[from] != 0) {
        throw fault(field + " is not a number");
      }
    }
    return value;
  }

  ArchiveException fault(String reason) {
    return new ArchiveException("tar header at byte " + position + ": " + reason);
  }
}
