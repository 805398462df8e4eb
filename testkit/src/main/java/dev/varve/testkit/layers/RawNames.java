package dev.varve.testkit.layers;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Names of files as their bytes, whatever the locale makes of them: the JDK keeps the bytes of a
 * path that came from the kernel, and its URI tells them.
 */
final class RawNames {
  private RawNames() {}

  /** The last component, with what is not printable ASCII as {@code \xNN}. */
  static String ofLast(Path path) {
    String uri = path.toUri().getRawPath();
    int end = uri.endsWith("/") ? uri.length() - 1 : uri.length();
    return decoded(uri.substring(uri.lastIndexOf('/', end - 1) + 1, end));
  }

  /** A link's target, which may be relative. */
  static String ofTarget(Path target) {
    Path root = Path.of("/");
    String uri = root.resolve(target).toUri().getRawPath();
    // A URI of what is a directory here ends with a slash; names on the disk never do.
    String text = uri.length() > 1 && uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
    return decoded(target.isAbsolute() ? text : text.substring(1));
  }

  /** One character a byte, with what is not printable ASCII as {@code \xNN}. */
  static String escaped(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte b : bytes) {
      append(text, b & 0xff);
    }
    return text.toString();
  }

  private static String decoded(String uri) {
    byte[] raw = uri.getBytes(StandardCharsets.US_ASCII);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] == '%') {
        append(text, Integer.parseInt(uri, i + 1, i + 3, 16));
        i += 2;
      } else {
        append(text, raw[i]);
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, int b) {
    if (b > ' ' && b < 0x7f && b != '\\') {
      text.append((char) b);
    } else {
      String digits = Integer.toHexString(b);
      text.append(b < 16 ? "\\x0" : "\\x").append(digits);
    }
  }
}
