package dev.varve.dockerfile;

/** The network of a RUN. */
public enum RunNetwork {
  /** As the build says. */
  DEFAULT,
  /** Only a loopback device. */
  NONE,
  /** The host's. */
  HOST;

  /** The word that a Dockerfile uses for it. */
  public String word() {
    return switch (this) {
      case DEFAULT -> "default";
      case NONE -> "none";
      case HOST -> "host";
    };
  }
}
