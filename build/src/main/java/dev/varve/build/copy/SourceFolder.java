package dev.varve.build.copy;

import dev.varve.archive.EntryType;
import dev.varve.build.copy.SourceTree.Node;
import java.io.IOException;
import java.io.InputStream;

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
  Reader reader() throws IOException;

  /** Reads files; learns their digests on the way, or checks them. For one thread at a time. */
  interface Reader extends AutoCloseable {
    /**
     * Puts the content of a file, as much as {@link SourceFolder#fileSize} says, into an array.
     *
     * @throws dev.varve.model.VarveException the file is not what it was, or cannot be read
     */
    void read(int i, byte[] to, int offset) throws IOException;

    /** The content of a file; whoever reads it to its end has it checked and its digest known. */
    InputStream open(int i) throws IOException;

    @Override
    void close();
  }

  /** The entry as the tree knows it. */
  Node node(int i) throws IOException;
}
