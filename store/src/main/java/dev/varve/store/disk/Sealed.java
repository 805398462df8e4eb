package dev.varve.store.disk;

import dev.varve.model.Digest;
import dev.varve.model.Json;
import dev.varve.model.JsonException;
import java.nio.charset.StandardCharsets;

/**
 * The form of every small document of the store: a line of JSON, then a line with the digest of the
 * first as a JSON string. So a document that a power cut or a bad disk changed is recognised
 * whenever it is read, and tools that read JSON streams still can.
 */
public final class Sealed {
  /** {@code "sha256:…"} in quotes, and the newline after it. */
  private static final int SEAL = 2 + 7 + 2 * Digest.SIZE + 1;

  /** Largest file that {@link #open} has to be given. */
  public static final int MAX_BYTES = Json.MAX_BYTES + 1 + SEAL;

  private Sealed() {}

  public static byte[] seal(Json.Obj document) {
    byte[] body = document.toBytes();
    byte[] seal = ("\n\"" + Digest.sha256Of(body) + "\"\n").getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = new byte[body.length + seal.length];
    System.arraycopy(body, 0, all, 0, body.length);
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
    int length = file.length - SEAL - 1;
    if (length < 2 || file[length] != '\n') {
      throw new DamagedException(what, "it is cut short (" + file.length + " bytes)");
    }
    byte[] body = new byte[length];
    System.arraycopy(file, 0, body, 0, length);
    String seal = new String(file, length + 1, SEAL, StandardCharsets.ISO_8859_1);
    if (!seal.equals("\"" + Digest.sha256Of(body) + "\"\n")) {
      throw new DamagedException(what, "its checksum does not match");
    }
    try {
      return Json.parseObject(body);
    } catch (JsonException e) {
      throw new DamagedException(what, String.valueOf(e.getMessage()));
    }
  }
}
