package dev.varve.archive;

/** An extended attribute: its full name ({@code security.capability}) and its value. */
public record Xattr(Bytes name, Bytes value) implements Comparable<Xattr> {
  @Override
  public int compareTo(Xattr other) {
    int byName = name.compareTo(other.name);
    return byName != 0 ? byName : value.compareTo(other.value);
  }

  /**
   * Whether the attribute steers overlayfs itself ({@code trusted.overlay.*}, {@code
   * user.overlay.*}). Such an attribute never enters or leaves a layer: it would let a layer reach
   * outside of itself.
   */
  public boolean isOverlay() {
    return name.startsWith("trusted.overlay.") || name.startsWith("user.overlay.");
  }
}
