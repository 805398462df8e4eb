package dev.varve.build.context;

import dev.varve.model.VarveException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** What a build takes as its context. */
public sealed interface ContextSource {
  /** A directory, scanned where it lies. */
  record Directory(Path path) implements ContextSource {}

  /** A tar in a file, compressed or not. */
  record Archive(Path file) implements ContextSource {}

  /** What comes from standard input: a tar, compressed or not, or else just a Dockerfile. */
  record Stream(InputStream in) implements ContextSource {}

  /**
   * What the argument of {@code varve build} means.
   *
   * @param argument a directory, a file, or {@code -}
   * @throws VarveException USAGE when nothing is there, UNSUPPORTED for a URL
   */
  static ContextSource of(String argument, InputStream standardInput) {
    if (argument.equals("-")) {
      return new Stream(standardInput);
    }
    Path path;
    try {
      path = Path.of(argument);
    } catch (InvalidPathException e) {
      throw new VarveException(
          VarveException.Code.USAGE,
          "the build context '" + argument + "' is not a path: " + e.getReason(),
          "with a UTF-8 locale, names that are not ASCII are paths, too",
          e);
    }
    if (Files.isDirectory(path)) {
      return new Directory(path);
    }
    if (Files.exists(path)) {
      return new Archive(path);
    }
    if (argument.contains("://") || argument.startsWith("git@")) {
      throw new VarveException(
          VarveException.Code.UNSUPPORTED,
          "a URL as the build context is not yet supported: " + withoutCredentials(argument),
          "fetch it first, and build from the directory");
    }
    throw new VarveException(
        VarveException.Code.USAGE,
        "the build context '" + argument + "' does not exist",
        "name a directory, a tar archive, or - for standard input");
  }

  private static String withoutCredentials(String url) {
    int start = url.indexOf("://") + 3;
    int at = url.indexOf('@', start);
    int slash = url.indexOf('/', start);
    boolean has = start >= 3 && at >= 0 && (slash < 0 || at < slash);
    return has ? url.substring(0, start) + url.substring(at + 1) : url;
  }
}
