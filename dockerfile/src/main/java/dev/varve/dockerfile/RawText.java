package dev.varve.dockerfile;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes as a String without loss: valid UTF-8 is decoded, a byte that is not part of it becomes the
 * lone surrogate U+DC00 + byte. Encoding gives the same bytes back.
 */
public final class RawText {
  private static final int RAW = 0xdc00;

  private RawText() {}

  static boolean isRawByte(char c) {
    return c >= RAW + 0x80 && c <= RAW + 0xff;
  }

  /** Bytes to text. */
  public static String decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return decodeRaw(bytes);
    }
  }

  private static String decodeRaw(byte[] bytes) {
    var decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    while (true) {
      var result = decoder.decode(in, out, true);
      if (!result.isError()) {
        return out.flip().toString();
      }
      for (int i = 0; i < result.length(); i++) {
        out.put((char) (RAW + (in.get() & 0xff)));
      }
      decoder.reset();
    }
  }

  /** Text to bytes. */
  public static byte[] encode(String text) {
    if (!hasRaw(text)) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    byte[] out = new byte[text.length() * 3];
    int n = 0;
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      boolean raw = i < text.length() && isLoneRaw(text, i);
      if (raw || i == text.length()) {
        byte[] part = text.substring(start, i).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(part, 0, out, n, part.length);
        n += part.length;
        start = i + 1;
      }
      if (raw) {
        out[n++] = (byte) (text.charAt(i) - RAW);
      }
    }
    return Arrays.copyOf(out, n);
  }

  /** Whether the text holds a byte that is not UTF-8. */
  public static boolean hasRaw(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isLoneRaw(text, i)) {
        return true;
      }
    }
    return false;
  }

  /** The text with U+FFFD for each byte that is not UTF-8. */
  static String replaced(String text) {
    StringBuilder out = new StringBuilder(text);
    for (int i = 0; i < out.length(); i++) {
      if (isLoneRaw(text, i)) {
        out.setCharAt(i, '\ufffd');
      }
    }
    return out.toString();
  }

  private static boolean isLoneRaw(String text, int i) {
    return isRawByte(text.charAt(i)) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }
}
