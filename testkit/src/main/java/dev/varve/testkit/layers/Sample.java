package dev.varve.testkit.layers;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The bytes of a layer, its name among the others, and the layer it lies on. */
public final class Sample {
  private final String name;
  private final byte[] bytes;
  private final boolean compressed;
  private final byte @Nullable [] lower;

  private Sample(String name, byte[] bytes, boolean compressed, byte @Nullable [] lower) {
    this.name = name;
    this.bytes = bytes;
    this.compressed = compressed;
    this.lower = lower;
  }

  /** A tar, which can come in every form. */
  static Sample tar(String name, byte[] tar) {
    return new Sample(name, tar, false, null);
  }

  /** A stream that is about how it is compressed. */
  static Sample compressed(String name, byte[] stream) {
    return new Sample(name, stream, true, null);
  }

  Sample on(byte[] layer) {
    return new Sample(name, bytes, compressed, layer);
  }

  public String name() {
    return name;
  }

  /** The tar, or where it {@link #isCompressed} the compressed stream. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Whether the bytes are compressed already, and come in this form only. */
  public boolean isCompressed() {
    return compressed;
  }

  /** The uncompressed tar of a layer that has to be below. */
  public Optional<byte[]> lower() {
    return Optional.ofNullable(lower);
  }

  /** The forms in which the layer can come in, by name. */
  public Map<String, byte[]> forms() {
    Map<String, byte[]> forms = new LinkedHashMap<>();
    if (compressed) {
      forms.put("as it is", bytes);
    } else {
      forms.put("plain", bytes);
      forms.put("gzip", Compressed.gzip(bytes));
      forms.put("zstd", Compressed.zstd(bytes));
    }
    return forms;
  }

  @Override
  public String toString() {
    return name;
  }
}
