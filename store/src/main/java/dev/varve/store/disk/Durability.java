package dev.varve.store.disk;

/** When data is forced to the disk. */
public enum Durability {
  /**
   * What a user would miss (tags, images) at once; everything else when the kernel sees fit, and
   * verified before it is used after a reboot.
   */
  DEFAULT,
  /** Everything before the operation returns. */
  FULL
}
