package dev.varve.linux;

/** Decides from its name alone whether an entry of a directory is of interest. */
@FunctionalInterface
public interface NameFilter {
  /** Takes everything. */
  NameFilter ALL = (buffer, offset, length, type) -> true;

  /**
   * Whether to take the entry. The buffer may be read during the call only, and the call must not
   * use this package: the reader is in the middle of its own.
   *
   * @param type one of the type constants of {@link FileStat}, or 0 where the file system does not
   *     say (the caller has to stat the entry)
   */
  boolean accept(byte[] buffer, int offset, int length, int type);
}
