package dev.varve.build.context;

/**
 * Which metadata decides what a COPY makes of its sources, beside names, types, contents and link
 * targets, which always do, and times, which never do.
 */
public enum Keying {
  /** A plain COPY: permissions and owners. */
  MODES_AND_OWNERS(true, true),
  /** A COPY with {@code --chown}: permissions. */
  MODES(true, false),
  /** A COPY with an octal {@code --chmod}: owners. */
  OWNERS(false, true),
  /** A COPY with both. */
  NEITHER(false, false);

  private final boolean modes;
  private final boolean owners;

  Keying(boolean modes, boolean owners) {
    this.modes = modes;
    this.owners = owners;
  }

  boolean modes() {
    return modes;
  }

  boolean owners() {
    return owners;
  }
}
