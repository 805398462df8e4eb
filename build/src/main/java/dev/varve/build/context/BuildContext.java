package dev.varve.build.context;

import dev.varve.archive.EntryPath;
import java.io.IOException;

/**
 * The context of one build: its Dockerfile, its ignore rules and its files. Opening it reads the
 * Dockerfile and the ignore file of a directory, and all of an archive; a directory is scanned when
 * its tree is asked for. Safe for use by several threads.
 */
public sealed interface BuildContext extends AutoCloseable
    permits DirectoryContext, ArchiveContext {

  /**
   * Opens a context.
   *
   * @throws dev.varve.model.VarveException there is no Dockerfile, or something cannot be read
   */
  static BuildContext open(
      ContextSource source, DockerfileSource dockerfile, ContextSettings settings)
      throws IOException {
    return ContextOpening.open(source, dockerfile, settings);
  }

  DockerfileText dockerfile();

  /** The ignore rules. An archive has none: Docker takes all that is in it. */
  IgnoreFile ignoreFile();

  /**
   * What is in the context. A directory is scanned by the first call.
   *
   * @throws dev.varve.model.VarveException the context's directory cannot be read
   */
  ContextTree tree() throws IOException, InterruptedException;

  /** How many entries the ignore rules left out of the tree, not counting what lies in them. */
  long ignoredCount() throws IOException, InterruptedException;

  /** What can be said about a path that is not in the tree. */
  MissingSource missing(EntryPath path) throws IOException, InterruptedException;

  /**
   * Lets the next build know what this one read, as far as it can be trusted, and ends all reading.
   */
  @Override
  void close() throws IOException;
}
