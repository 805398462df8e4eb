package dev.varve.build.step;

import dev.varve.archive.EntryPath;
import dev.varve.build.copy.SourceTree;
import dev.varve.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** What a COPY of here-documents reads: nothing. */
enum EmptyTree implements SourceTree {
  INSTANCE;

  @Override
  public Optional<Node> find(EntryPath path) {
    return Optional.empty();
  }

  @Override
  public List<Node> children(EntryPath directory) {
    return List.of();
  }

  @Override
  public void prepare(List<EntryPath> paths) {}

  @Override
  public Digest digest(Node file) throws IOException {
    throw new IOException("nothing is in an empty tree");
  }

  @Override
  public InputStream open(Node file) throws IOException {
    throw new IOException("nothing is in an empty tree");
  }

  @Override
  public Absence explainAbsence(String path) {
    return new Absence("does not exist", null);
  }
}
