package dev.varve.build.context;

import dev.varve.archive.EntryPath;
import dev.varve.model.VarveException;

/** A wildcard matches a symlink that leads nowhere inside the context: an error, as for Docker. */
public final class DanglingSourceException extends VarveException {
  DanglingSourceException(EntryPath path) {
    super(
        Code.BUILD_FAILED,
        "'" + path + "' is a symlink that leads to nothing in the build context",
        "symlinks are followed inside the context only");
  }
}
