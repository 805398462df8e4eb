package dev.varve.build.context;

import dev.varve.archive.EntryPath;
import java.io.IOException;
import java.util.Optional;

/** A context from a tar. */
final class ArchiveContext implements BuildContext {
  private final ArchiveContents contents;
  private final DockerfileText dockerfile;
  private final ContextTree tree;

  ArchiveContext(ArchiveContents contents, DockerfileText dockerfile) {
    this.contents = contents;
    this.dockerfile = dockerfile;
    this.tree = new ContextTree(contents.root(), contents);
  }

  @Override
  public DockerfileText dockerfile() {
    return dockerfile;
  }

  @Override
  public IgnoreFile ignoreFile() {
    return IgnoreFile.NONE;
  }

  @Override
  public ContextTree tree() {
    return tree;
  }

  @Override
  public long ignoredCount() {
    return 0;
  }

  @Override
  public MissingSource missing(EntryPath path) {
    return MissingSource.of(tree, path, Optional.empty());
  }

  @Override
  public void close() throws IOException {
    contents.close();
  }
}
