package dev.varve.store.files;

import dev.varve.archive.EntryPath;

/**
 * One file, directory or link that a step saw.
 *
 * @param mode type and permissions as in {@code st_mode}
 * @param fingerprint of the content: the first 8 bytes of its digest, or of a link's target's; 0
 *     where there is none
 */
public record ListedFile(
    EntryPath path, int mode, long uid, long gid, long size, long fingerprint) {

  /** Whether both are the same but for the path. */
  public boolean sameAs(ListedFile other) {
    return mode == other.mode
        && uid == other.uid
        && gid == other.gid
        && size == other.size
        && fingerprint == other.fingerprint;
  }

  /** In what this differs from what it was: {@code content}, {@code mode}, {@code owner}. */
  public String differenceFrom(ListedFile older) {
    if (size != older.size || fingerprint != older.fingerprint) {
      return "content";
    }
    return mode != older.mode ? "mode" : "owner";
  }
}
