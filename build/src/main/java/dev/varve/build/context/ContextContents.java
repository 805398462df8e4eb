package dev.varve.build.context;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** Where the bytes of a context's files are. Folders and indexes are those of its own tree. */
interface ContextContents extends AutoCloseable {

  /** Entries of a folder whose digests are wanted. */
  final class Wanted {
    final Folder folder;
    final int[] indexes;

    Wanted(Folder folder, int[] indexes) {
      this.folder = folder;
      this.indexes = indexes;
    }
  }

  /**
   * Makes sure that the digests of these files and symlinks are known.
   *
   * @throws dev.varve.model.VarveException an entry cannot be read, or does not stop changing
   */
  void digest(List<Wanted> wanted) throws IOException, InterruptedException;

  /**
   * Opens a file's content, exactly as many bytes as its size says, with its digest.
   *
   * @throws dev.varve.model.VarveException here or by the stream: the file is not what it was when
   *     its digest was taken, or cannot be read
   */
  InputStream open(Folder folder, int index) throws IOException;

  /** Reads the files of a folder; empty if they lie in an archive. */
  Optional<FolderReader> reader(Folder folder) throws IOException;

  /** The target of a symlink, verbatim. */
  byte[] linkTarget(Folder folder, int index) throws IOException;

  /**
   * Something equal for all names of one file that has several, and different for different files;
   * null for a file with one name.
   */
  @org.jspecify.annotations.Nullable
  Object fileOf(Folder folder, int index);

  @Override
  void close() throws IOException;
}
