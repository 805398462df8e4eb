package dev.varve.build.context;

import dev.varve.archive.EntryPath;
import dev.varve.linux.Errno;
import dev.varve.linux.ErrnoException;
import dev.varve.model.VarveException;
import java.io.IOException;

/**
 * What keeps an entry of the context from being read. It is an error once a COPY needs the entry.
 */
record Problem(EntryPath path, IOException cause) {

  VarveException exception() {
    return of(path, cause);
  }

  /** What was there at the scan and is not now, or is something else, is changing. */
  static VarveException of(EntryPath path, IOException cause) {
    if (!path.isRoot() && cause instanceof ErrnoException refused) {
      switch (refused.errno()) {
        case Errno.ENOENT, Errno.ENOTDIR, Errno.ELOOP, Errno.EINVAL, Errno.ESTALE -> {
          return unstable(path);
        }
        default -> {}
      }
    }
    return unreadable(path, cause);
  }

  static VarveException unreadable(EntryPath path, IOException cause) {
    String what = path.isRoot() ? "the build context" : "'" + path + "' in the build context";
    return new VarveException(
        VarveException.Code.ENVIRONMENT,
        "cannot read " + what + ": " + cause.getMessage(),
        "make it readable, or exclude it with .dockerignore",
        cause);
  }

  static VarveException unstable(EntryPath path) {
    return new VarveException(
        VarveException.Code.ENVIRONMENT,
        "'" + path + "' in the build context changed while the build was reading it",
        "build again once nothing writes to it");
  }
}
