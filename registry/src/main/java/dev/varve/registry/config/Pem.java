package dev.varve.registry.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Textual encodings of certificates and keys (RFC 7468), with the headers that old keys have. What
 * stands between the blocks is passed over.
 */
final class Pem {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  private Pem() {}

  /**
   * One block.
   *
   * @param label such as {@code CERTIFICATE}
   * @param encrypted whether its headers say so
   */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  record Block(String label, boolean encrypted, byte[] der) {
    /** Without the bytes, which may be a key. */
    @Override
    public String toString() {
      return "Block[" + label + "]";
    }
  }

  /**
   * The blocks of a file.
   *
   * @throws dev.varve.model.VarveException if one is malformed
   */
  static List<Block> parse(byte[] content, Path file) {
    List<Block> blocks = new ArrayList<>();
    String text = new String(content, StandardCharsets.ISO_8859_1);
    int at = text.indexOf(BEGIN);
    while (at >= 0) {
      int labelEnd = text.indexOf(DASHES, at + BEGIN.length());
      String label = labelEnd < 0 ? "" : text.substring(at + BEGIN.length(), labelEnd);
      int end = text.indexOf(END + label + DASHES, at);
      if (labelEnd < 0 || end < 0) {
        throw ConfigFile.unusable(file, "a PEM block in it does not end");
      }
      blocks.add(block(label, text.substring(labelEnd + DASHES.length(), end), file));
      at = text.indexOf(BEGIN, end);
    }
    return blocks;
  }

  private static Block block(String label, String body, Path file) {
    StringBuilder base64 = new StringBuilder(body.length());
    boolean encrypted = label.startsWith("ENCRYPTED ");
    for (String line : body.split("\n")) {
      // Headers have colons, which base64 has not.
      if (line.indexOf(':') < 0) {
        base64.append(line.strip());
      } else {
        encrypted |= line.startsWith("Proc-Type:") && line.contains("ENCRYPTED");
      }
    }
    try {
      // The header that says how a key is encrypted may go on in a second line; not that far.
      byte[] der = encrypted ? new byte[0] : Base64.getDecoder().decode(base64.toString());
      return new Block(label, encrypted, der);
    } catch (IllegalArgumentException e) {
      // Not as a cause: its message has a character of what may be a key.
      throw ConfigFile.unusable(file, "a PEM block in it is not base64");
    }
  }
}
