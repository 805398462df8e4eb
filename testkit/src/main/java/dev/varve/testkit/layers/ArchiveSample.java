package dev.varve.testkit.layers;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The bytes of an image archive, and whether there is an image in it that anybody should load. */
public final class ArchiveSample {
  private final String name;
  private final byte[] bytes;
  private final @Nullable String image;

  private ArchiveSample(String name, byte[] bytes, @Nullable String image) {
    this.name = name;
    this.bytes = bytes;
    this.image = image;
  }

  static ArchiveSample rejected(String name, byte[] bytes) {
    return new ArchiveSample(name, bytes, null);
  }

  static ArchiveSample accepted(String name, byte[] bytes, byte[] config) {
    return new ArchiveSample(name, bytes, LayoutBytes.digest(config));
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  /** The digest of the config of the only image; empty if the archive has to be refused. */
  public Optional<String> image() {
    return Optional.ofNullable(image);
  }

  @Override
  public String toString() {
    return name;
  }
}
