package dev.varve.archive;

import java.io.IOException;

/**
 * An archive, a layer or a tree holds something that is refused: what, and in which entry.
 *
 * <p>The message is one line, safe to print (paths are escaped) and complete without a cause.
 */
public final class ArchiveException extends IOException {
  private static final long serialVersionUID = 1L;

  public ArchiveException(String message) {
    super(message);
  }

  /** A complaint about one entry: {@code entry 'usr/x': reason}. */
  public ArchiveException(EntryPath entry, String reason) {
    super("entry '" + (entry.isRoot() ? "/" : entry.toString()) + "': " + reason);
  }

  public ArchiveException(String message, Throwable cause) {
    super(message, cause);
  }
}
