package dev.varve.model;

import dev.varve.linux.Sha256;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A content digest, {@code sha256:} and 64 lowercase hexadecimal digits.
 *
 * <p>Other algorithms of the OCI image spec (section "Descriptor / Digests") are refused: nothing
 * that Varve reads or writes needs them, and a second algorithm would give content two names.
 */
public final class Digest implements Comparable<Digest> {
  public static final String ALGORITHM = "sha256";

  /** Length of the raw digest in bytes. */
  public static final int SIZE = 32;

  private static final String PREFIX = ALGORITHM + ":";
  private static final HexFormat HEX = HexFormat.of();

  private final byte[] bytes;

  private Digest(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads the textual form.
   *
   * @throws IllegalArgumentException if the text is anything but {@code sha256:} and 64 lowercase
   *     hexadecimal digits
   */
  public static Digest parse(String text) {
    return tryParse(text)
        .orElseThrow(() -> new IllegalArgumentException("not a sha256 digest: " + clip(text)));
  }

  /** As {@link #parse}, empty instead of an exception. */
  public static Optional<Digest> tryParse(String text) {
    if (!text.startsWith(PREFIX)) {
      return Optional.empty();
    }
    return tryParseHex(text.substring(PREFIX.length()));
  }

  /** Reads 64 lowercase hexadecimal digits without the algorithm. */
  public static Optional<Digest> tryParseHex(String hex) {
    if (hex.length() != 2 * SIZE) {
      return Optional.empty();
    }
    for (int i = 0; i < hex.length(); i++) {
      char c = hex.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return Optional.empty();
      }
    }
    return Optional.of(new Digest(HEX.parseHex(hex)));
  }

  /** Wraps a raw SHA-256 value of 32 bytes, which is copied. */
  public static Digest ofSha256(byte[] raw) {
    if (raw.length != SIZE) {
      throw new IllegalArgumentException("a SHA-256 digest has 32 bytes, not " + raw.length);
    }
    return new Digest(raw.clone());
  }

  /** Finishes {@code digest}, which must be SHA-256 and is reset by that. */
  public static Digest of(MessageDigest digest) {
    return new Digest(digest.digest());
  }

  /** The digest of {@code content}. */
  public static Digest sha256Of(byte[] content) {
    return new Digest(newSha256().digest(content));
  }

  /** A fresh SHA-256 computation: by the processor's own instructions, or else the JDK's. */
  public static MessageDigest newSha256() {
    Optional<Sha256> sha = Sha256.start();
    if (sha.isPresent()) {
      return sha.get();
    }
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  public String algorithm() {
    return ALGORITHM;
  }

  /** The 64 digits without the algorithm. */
  public String hex() {
    return HEX.formatHex(bytes);
  }

  /** The first 12 digits, as Docker shows image IDs. */
  public String shortHex() {
    return HEX.formatHex(bytes, 0, 6);
  }

  /** A copy of the 32 raw bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Writes the 32 raw bytes into {@code target} at {@code offset}. */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, SIZE);
  }

  /** Feeds the raw bytes to another digest computation. */
  public void update(MessageDigest digest) {
    digest.update(bytes);
  }

  @Override
  public int compareTo(Digest other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Digest that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return PREFIX + hex();
  }

  private static String clip(String text) {
    return text.length() > 100 ? text.substring(0, 100) + "…" : text;
  }
}
