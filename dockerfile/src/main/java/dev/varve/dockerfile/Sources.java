package dev.varve.dockerfile;

import java.util.List;

/**
 * What COPY and ADD take.
 *
 * @param paths paths, patterns, and for ADD addresses, in their order
 * @param files here-documents, each a file of its {@link Heredoc#name()}; they follow the paths
 */
public record Sources(List<String> paths, List<Heredoc> files) {
  /** Copies both. */
  public Sources {
    paths = List.copyOf(paths);
    files = List.copyOf(files);
  }
}
