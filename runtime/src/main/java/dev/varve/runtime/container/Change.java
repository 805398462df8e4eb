package dev.varve.runtime.container;

import dev.varve.archive.EntryPath;

/**
 * A difference between a container and its image.
 *
 * @param kind what happened
 * @param path to what
 */
public record Change(Kind kind, EntryPath path) {

  /** What can happen to a path. */
  public enum Kind {
    ADDED('A'),
    CHANGED('C'),
    DELETED('D');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }
  }

  /** As Docker prints it: {@code A /etc/new}. */
  @Override
  public String toString() {
    return kind.letter + " /" + path;
  }
}
