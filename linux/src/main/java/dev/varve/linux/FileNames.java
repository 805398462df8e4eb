package dev.varve.linux;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/** Between the byte names of the kernel, {@link Path} and text for messages. */
final class FileNames {
  private static final int MAX_NAME = 255;

  private FileNames() {}

  /**
   * Refuses what is not one component of a path: empty, {@code .}, {@code ..}, or with a slash or
   * NUL.
   */
  static byte[] check(String call, byte[] name) throws ErrnoException {
    int length = name.length;
    boolean dots = length <= 2 && length > 0 && name[0] == '.' && (length == 1 || name[1] == '.');
    if (length == 0 || dots) {
      throw new ErrnoException(call, Errno.EINVAL, display(name));
    }
    if (length > MAX_NAME) {
      throw new ErrnoException(call, Errno.ENAMETOOLONG, display(name));
    }
    for (byte b : name) {
      if (b == '/' || b == 0) {
        throw new ErrnoException(call, Errno.EINVAL, display(name));
      }
    }
    return name;
  }

  /** Refuses NUL, which would cut the string short. */
  static byte[] checkText(String call, byte[] text) throws ErrnoException {
    for (byte b : text) {
      if (b == 0) {
        throw new ErrnoException(call, Errno.EINVAL, display(text));
      }
    }
    return text;
  }

  /** The bytes that the kernel knows a path by. */
  static byte[] bytes(Path path) {
    return path.toString().getBytes(charset());
  }

  /** The inverse of {@link #bytes(Path)}; bytes that the locale cannot decode are lost. */
  static Path path(byte[] bytes) {
    return Path.of(new String(bytes, charset()));
  }

  private static Charset charset() {
    String name = System.getProperty("sun.jnu.encoding");
    return name == null || name.equals("UTF-8") ? StandardCharsets.UTF_8 : Charset.forName(name);
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** UTF-8 text; control characters, and all of a name that is not UTF-8, as {@code \xNN}. */
  static String display(byte[] name) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name)).toString();
    } catch (CharacterCodingException notUtf8) {
      text = new String(name, StandardCharsets.ISO_8859_1);
      return escape(text, 0x7e);
    }
    return escape(text, Integer.MAX_VALUE);
  }

  private static String escape(String text, int highest) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == 0x7f || c > highest) {
        out.append("\\x").append(HexFormat.of().toHexDigits((byte) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** {@code directory/name}. */
  static byte[] join(byte[] directory, byte[] name) {
    boolean slash = directory.length > 0 && directory[directory.length - 1] != '/';
    byte[] joined = new byte[directory.length + (slash ? 1 : 0) + name.length];
    System.arraycopy(directory, 0, joined, 0, directory.length);
    if (slash) {
      joined[directory.length] = '/';
    }
    System.arraycopy(name, 0, joined, joined.length - name.length, name.length);
    return joined;
  }
}
