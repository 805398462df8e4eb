package dev.varve.store;

import dev.varve.store.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Temporary directories on the store's file system, so that what was made in one can be renamed
 * into the store. They belong to this process: when it dies, whoever opens the store next removes
 * them.
 */
public final class Scratch {
  private final Disk disk;

  Scratch(Disk disk) {
    this.disk = disk;
  }

  /** A directory that is deleted with all that is in it when this closes. */
  public final class Directory implements AutoCloseable {
    private final Path path;

    private Directory(Path path) {
      this.path = path;
    }

    public Path path() {
      return path;
    }

    @Override
    public void close() throws IOException {
      disk.delete(path);
    }
  }

  /**
   * A new empty directory, for its owner only.
   *
   * @param purpose for people who look: letters, digits and dashes
   */
  public Directory directory(String purpose) throws IOException {
    return new Directory(disk.freshDirectory(purpose));
  }

  /** A path that nothing else uses; nothing is created. It is removed with the process' others. */
  public Path path(String purpose) throws IOException {
    return disk.fresh(purpose);
  }
}
