package dev.varve.dockerfile;

/** How builds share a cache mount. */
public enum CacheSharing {
  /** All at once. */
  SHARED,
  /** Who comes second gets one of its own. */
  PRIVATE,
  /** Who comes second waits. */
  LOCKED;

  /** The word that a Dockerfile uses for it. */
  public String word() {
    return switch (this) {
      case SHARED -> "shared";
      case PRIVATE -> "private";
      case LOCKED -> "locked";
    };
  }
}
