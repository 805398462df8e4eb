package dev.varve.build.copy;

import dev.varve.archive.EntryType;
import dev.varve.build.copy.SourceTree.Node;
import java.io.IOException;

/**
 * The entries of a directory by number, sorted by name, for whoever has to go through many of them:
 * no objects are made for those that are only looked at. Digests are known.
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

  /** Copies the SHA-256 of a file's content, or of a symlink's target. */
  void digest(int i, byte[] to, int offset);

  /** What is in a directory. */
  SourceFolder child(int i);

  /** The entry as the tree knows it. */
  Node node(int i) throws IOException;
}
