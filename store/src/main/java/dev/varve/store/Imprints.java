package dev.varve.store;

import dev.varve.model.Digest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What the directories of a layer were copied from: for the ordinals of some of them an imprint of
 * the source directory, which is a SHA-256 over all that a copy of its contents depends on. A
 * source with the same imprint has the same contents, without a look at them. Immutable.
 *
 * <p>In a layer's directory it is the file {@code imprints}: how it was copied, then ordinal and
 * imprint of each directory, by ordinal, then a digest over these and the diff ID. Numbers are
 * little-endian.
 */
public final class Imprints {
  /** In place of an ordinal: the root, where the layer has no entry for it. */
  public static final int ROOT = -1;

  public static final Imprints NONE = new Imprints(new byte[0]);

  private static final int ENTRY = Integer.BYTES + Digest.SIZE;

  private final byte[] bytes;
  private final ByteBuffer entries;

  private Imprints(byte[] bytes) {
    this.bytes = bytes;
    this.entries = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** How many there are. */
  public int count() {
    return Math.max(0, bytes.length - Digest.SIZE) / ENTRY;
  }

  /** Whether all was copied as {@code how} says: with the same owners and modes. */
  public boolean isOf(Digest how) {
    return count() > 0 && Digest.ofSha256(Arrays.copyOf(bytes, Digest.SIZE)).equals(how);
  }

  /** Whether a directory's contents were copied from a source with that imprint. */
  public boolean matches(int ordinal, byte[] imprint) {
    int low = 0;
    int high = count() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int at = Digest.SIZE + middle * ENTRY;
      int found = entries.getInt(at);
      if (found == ordinal) {
        int start = at + Integer.BYTES;
        return Arrays.equals(bytes, start, start + Digest.SIZE, imprint, 0, imprint.length);
      }
      if (found < ordinal) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return false;
  }

  byte[] toBytes(Digest diffId) {
    byte[] file = Arrays.copyOf(bytes, bytes.length + Digest.SIZE);
    System.arraycopy(seal(bytes, diffId), 0, file, bytes.length, Digest.SIZE);
    return file;
  }

  /** What {@link #toBytes} made for that layer; none if it is anything else. */
  static Imprints parse(byte[] file, Digest diffId) {
    int length = file.length - Digest.SIZE;
    if (length < Digest.SIZE || (length - Digest.SIZE) % ENTRY != 0) {
      return NONE;
    }
    byte[] bytes = Arrays.copyOf(file, length);
    byte[] seal = Arrays.copyOfRange(file, length, file.length);
    return Arrays.equals(seal, seal(bytes, diffId)) ? new Imprints(bytes) : NONE;
  }

  private static byte[] seal(byte[] bytes, Digest diffId) {
    byte[] all = Arrays.copyOf(bytes, bytes.length + Digest.SIZE);
    diffId.copyTo(all, bytes.length);
    return Digest.sha256Of(all).bytes();
  }

  /** Collects imprints in the order of ordinals. */
  public static final class Builder {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ByteBuffer number =
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);

    /**
     * @param how everything but the source's contents that decides what the copy is
     */
    public Builder(Digest how) {
      bytes.writeBytes(how.bytes());
    }

    public Builder add(int ordinal, byte[] imprint) {
      bytes.writeBytes(number.putInt(0, ordinal).array());
      bytes.write(imprint, 0, Digest.SIZE);
      return this;
    }

    public Imprints build() {
      return new Imprints(bytes.toByteArray());
    }
  }
}
