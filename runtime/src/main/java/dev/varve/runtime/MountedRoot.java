package dev.varve.runtime;

import java.io.IOException;
import java.nio.file.Path;

/** A root file system that a command can run in. */
public interface MountedRoot extends AutoCloseable {

  /** Where the merged tree is. */
  Path path();

  /**
   * The directory that holds what was written, in the form {@code TreeReader} reads: an overlay's
   * upper directory. Complete once this is closed.
   */
  Path upper();

  /** Takes the root away; {@link #upper()} stays. Closing again does nothing. */
  @Override
  void close() throws IOException;
}
