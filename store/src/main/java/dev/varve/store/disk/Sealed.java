package dev.varve.store.disk;

import dev.varve.model.Json;
import dev.varve.model.JsonException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * The form of every small document of the store: a line of JSON, then a line with the CRC-32C of
 * the first as a JSON string. So a document that a power cut or a bad disk changed is recognised
 * whenever it is read, and tools that read JSON streams still can. (A CRC and no digest, because
 * the JVM computes it fast before anything is compiled, and a build reads many documents.)
 */
public final class Sealed {
  /** {@code "crc32c:01234567"} and the newline after it. */
  private static final int SEAL = 18;

  /** Between the lines. */
  private static final int NEWLINE = 1;

  /** Largest file that {@link #open} has to be given. */
  public static final int MAX_BYTES = Json.MAX_BYTES + NEWLINE + SEAL;

  private Sealed() {}

  public static byte[] seal(Json.Obj document) {
    byte[] body = document.toBytes();
    byte[] seal = ("\n" + sealOf(body)).getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = Arrays.copyOf(body, body.length + seal.length);
    System.arraycopy(seal, 0, all, body.length, seal.length);
    return all;
  }

  /**
   * Takes the document out.
   *
   * @param what names the document in the error
   * @throws DamagedException if it is not exactly what {@link #seal} made
   */
  public static Json.Obj open(byte[] file, String what) {
    int length = file.length - SEAL - NEWLINE;
    if (length < 2 || file[length] != '\n') {
      throw new DamagedException(what, "it is cut short (" + file.length + " bytes)");
    }
    byte[] body = Arrays.copyOf(file, length);
    String seal = new String(file, length + NEWLINE, SEAL, StandardCharsets.ISO_8859_1);
    if (!seal.equals(sealOf(body))) {
      throw new DamagedException(what, "its checksum does not match");
    }
    try {
      return Json.parseObject(body);
    } catch (JsonException e) {
      throw new DamagedException(what, String.valueOf(e.getMessage()));
    }
  }

  private static String sealOf(byte[] body) {
    CRC32C sum = new CRC32C();
    sum.update(body);
    return "\"crc32c:" + HexFormat.of().toHexDigits((int) sum.getValue()) + "\"\n";
  }
}
