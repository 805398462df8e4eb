package dev.varve.archive;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable byte string: a link target, an attribute's name or value. Linux gives such strings
 * no encoding, so neither do we; only {@link #toString()} guesses UTF-8, for people.
 */
public final class Bytes implements Comparable<Bytes> {
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] bytes;

  private Bytes(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Bytes of(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Bytes(bytes.clone());
  }

  /** The UTF-8 bytes of {@code text}. */
  public static Bytes of(String text) {
    return text.isEmpty() ? EMPTY : new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  public int length() {
    return bytes.length;
  }

  public boolean isEmpty() {
    return bytes.length == 0;
  }

  public byte at(int index) {
    return bytes[index];
  }

  /** A copy of the bytes. */
  public byte[] toArray() {
    return bytes.clone();
  }

  public boolean startsWith(String ascii) {
    return startsWith(bytes, ascii);
  }

  static boolean startsWith(byte[] bytes, String ascii) {
    if (bytes.length < ascii.length()) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (bytes[i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** See {@link #printable}. */
  @Override
  public String toString() {
    return printable(bytes);
  }

  /**
   * Text that is safe on a terminal and tells different byte strings apart: UTF-8 as it is; invalid
   * bytes, control and invisible formatting characters as {@code \xNN}; a backslash doubled.
   */
  public static String printable(byte[] bytes) {
    boolean plain = true;
    for (byte b : bytes) {
      if (b < 0x20 || b == 0x7f || b == '\\') {
        plain = false;
        break;
      }
    }
    if (plain) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
    StringBuilder text = new StringBuilder(bytes.length + 16);
    int at = 0;
    while (at < bytes.length) {
      int length = characterLength(bytes, at);
      int shown = length == 0 ? -1 : decode(bytes, at, length);
      if (shown < 0 || hidden(shown)) {
        int end = at + (shown < 0 ? 1 : length);
        for (; at < end; at++) {
          text.append("\\x").append(HexFormat.of().toHexDigits(bytes[at]));
        }
      } else {
        if (shown == '\\') {
          text.append('\\');
        }
        text.appendCodePoint(shown);
        at += length;
      }
    }
    return text.toString();
  }

  private static boolean hidden(int character) {
    int type = Character.getType(character);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  /** How many bytes the character at {@code at} claims to have; 0 if it cannot start one. */
  private static int characterLength(byte[] bytes, int at) {
    int first = bytes[at] & 0xff;
    int length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    return first > 0xf4 || at + length > bytes.length ? 0 : length;
  }

  private static int decode(byte[] bytes, int at, int length) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, at, length))
          .toString()
          .codePointAt(0);
    } catch (CharacterCodingException e) {
      return -1;
    }
  }
}
