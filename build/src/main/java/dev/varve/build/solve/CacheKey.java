package dev.varve.build.solve;

import dev.varve.model.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * What a step's result depends on, as named parts, and the digest over them.
 *
 * <p>Two keys are equal exactly when all their parts are. The digest covers a version and each
 * part's name and value behind their lengths, so that no two lists of parts share an encoding.
 */
public record CacheKey(List<Part> parts, Digest digest) {
  /** Changes whenever the meaning of any part changes; old records are then never found. */
  private static final String VERSION = "varve-key-1";

  /**
   * One input.
   *
   * @param name such as {@code instruction}, {@code files} or {@code arg:VERSION}
   * @param value text or digest; never a secret
   */
  public record Part(String name, String value) {}

  public CacheKey {
    parts = List.copyOf(parts);
  }

  /** Collects parts; their order counts. */
  public static final class Builder {
    private final List<Part> parts = new ArrayList<>();

    public Builder add(String name, String value) {
      parts.add(new Part(name, value));
      return this;
    }

    public Builder add(String name, Digest value) {
      return add(name, value.toString());
    }

    /** A list as one value; the items keep their boundaries. */
    public Builder add(String name, List<String> items) {
      StringBuilder framed = new StringBuilder();
      for (String item : items) {
        framed.append(item.length()).append(':').append(item).append(' ');
      }
      return add(name, framed.toString());
    }

    public CacheKey build() {
      MessageDigest sha = Digest.newSha256();
      frame(sha, VERSION);
      for (Part part : parts) {
        frame(sha, part.name());
        frame(sha, part.value());
      }
      return new CacheKey(parts, Digest.of(sha));
    }

    private static void frame(MessageDigest sha, String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      int length = bytes.length;
      sha.update(
          new byte[] {
            (byte) (length >>> 24), (byte) (length >>> 16), (byte) (length >>> 8), (byte) length
          });
      sha.update(bytes);
    }
  }
}
