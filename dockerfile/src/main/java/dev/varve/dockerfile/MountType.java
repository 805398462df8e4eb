package dev.varve.dockerfile;

/** The kinds of RUN mounts. */
public enum MountType {
  /** Files of the context, a stage or an image. */
  BIND,
  /** A directory that outlives the build. */
  CACHE,
  /** Memory. */
  TMPFS,
  /** A secret as a file or variable. */
  SECRET,
  /** The socket of an SSH agent. */
  SSH;

  /** The word that a Dockerfile uses for it. */
  public String word() {
    return switch (this) {
      case BIND -> "bind";
      case CACHE -> "cache";
      case TMPFS -> "tmpfs";
      case SECRET -> "secret";
      case SSH -> "ssh";
    };
  }
}
