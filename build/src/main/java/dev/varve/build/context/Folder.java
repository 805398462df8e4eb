package dev.varve.build.context;

import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one directory of the context, sorted by name, as COPY counts them: a socket is an
 * empty file, as for Docker. The numbers are those of {@link ContextEntry}.
 */
public sealed interface Folder permits ScannedFolder, ArchivedFolder {
  EntryPath path();

  int size();

  byte[] name(int i);

  /** The index of a name, or a negative number. */
  int find(byte[] name);

  /** FILE, DIRECTORY, SYMLINK, CHAR_DEVICE, BLOCK_DEVICE or FIFO. */
  EntryType type(int i);

  int mode(int i);

  long uid(int i);

  long gid(int i);

  long fileSize(int i);

  long mtimeSeconds(int i);

  int mtimeNanos(int i);

  int devMajor(int i);

  int devMinor(int i);

  /** The directory at {@code i}; null for any other entry. */
  @Nullable Folder child(int i);

  /** The indexes of the directories. */
  int[] directories();

  /** Whether some file here has, or may have, several names. */
  boolean hasLinks();

  /** How many entries are no directories, those that are left out counted as well. */
  long files();

  /** The bytes of all files here. */
  long bytes();

  /** Whether it is certain that the digests of all files and symlinks here are known. */
  boolean isDigested();

  /**
   * The digest that {@link TreeDigest} would compute, with all metadata, when it is known that
   * nothing here or below has changed since; else null.
   */
  byte @Nullable [] remembered();

  /**
   * A digest over all that is known of what is here and below: names, types, modes, sizes, times,
   * contents, and what else tells whether a file changed. Null if it is not to be had, or while
   * some content has not been read.
   */
  byte @Nullable [] imprint();

  /**
   * Copies the SHA-256 of a file's content or of a symlink's target.
   *
   * @throws IllegalStateException when it is not known yet
   */
  void digest(int i, byte[] to, int offset);

  /** Why what is in this directory is not known; null when it is. */
  @Nullable Problem problem();
}
