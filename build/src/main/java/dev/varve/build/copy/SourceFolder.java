package dev.varve.build.copy;

import dev.varve.archive.EntryType;
import dev.varve.build.context.FolderReader;
import dev.varve.build.copy.SourceTree.Node;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a directory by number, sorted by name, for whoever has to go through many of them:
 * no objects are made for those that are only looked at.
 */
public interface SourceFolder {
  int size();

  byte[] name(int i);

  EntryType type(int i);

  /** Permissions, 07777. */
  int mode(int i);

  long uid(int i);

  long gid(int i);

  /** Bytes of content; 0 for what is no file. */
  long fileSize(int i);

  long mtimeSeconds(int i);

  int mtimeNanos(int i);

  /** Copies the SHA-256 of a file's content, or of a symlink's target, which is known. */
  void digest(int i, byte[] to, int offset);

  /** The numbers of the directories. */
  int[] directories();

  /** What is in a directory. */
  SourceFolder child(int i);

  /** Whether the digests of all that is directly here are known already. */
  boolean isDigested();

  /** Whether there is a {@link #reader}. */
  boolean isReadable();

  /** Reads the files here. */
  FolderReader reader() throws IOException;

  /**
   * A digest over all that a copy of what is here and below depends on, and maybe more; null if it
   * is not to be had, or while some content has not been read.
   */
  byte @Nullable [] imprint();

  /** The entry as the tree knows it. */
  Node node(int i) throws IOException;
}
