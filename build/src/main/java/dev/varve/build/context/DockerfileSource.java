package dev.varve.build.context;

import java.io.InputStream;

/** Where a build's Dockerfile comes from. */
public sealed interface DockerfileSource {
  /** {@code Dockerfile}, or else {@code dockerfile}, at the root of the context. */
  record Default() implements DockerfileSource {}

  /**
   * A file: for a directory context a path on this machine, in or outside the context; for an
   * archive one in the archive.
   */
  record File(String path) implements DockerfileSource {}

  /** Standard input ({@code -f -}). */
  record Stream(InputStream in) implements DockerfileSource {}

  /** What the value of {@code -f} means. */
  static DockerfileSource of(String argument, InputStream standardInput) {
    return argument.equals("-") ? new Stream(standardInput) : new File(argument);
  }
}
