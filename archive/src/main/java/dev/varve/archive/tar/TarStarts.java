package dev.varve.archive.tar;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerIndex;

/**
 * Where the entries of a plain index start in its canonical tar, as the places of content near them
 * tell. Cheap for ordinals that come in ascending order.
 */
final class TarStarts {
  private final LayerIndex index;
  private final HeaderEncoder headers = new HeaderEncoder();

  /** An entry whose start is known. */
  private int known;

  private long start;

  TarStarts(LayerIndex index) {
    this.index = index;
  }

  /**
   * Where an entry's first header starts; where the last one ends, for the ordinal after it.
   *
   * @throws ArchiveException if the entry's content lies elsewhere than that says
   */
  long of(int ordinal) throws ArchiveException {
    int from = ordinal < known ? 0 : known;
    int at = ordinal;
    while (at > from && !hasContent(at - 1)) {
      at--;
    }
    long position = 0;
    if (at > from) {
      position = index.offset(at - 1) + padded(at - 1);
    } else if (at == known) {
      position = start;
    }
    for (; at < ordinal; at++) {
      position += headers.sizeOf(index, at);
    }
    if (ordinal < index.size()
        && hasContent(ordinal)
        && position + headers.sizeOf(index, ordinal) != index.offset(ordinal)) {
      throw new ArchiveException(index.path(ordinal), "its content is not where it should be");
    }
    known = ordinal;
    start = position;
    return position;
  }

  private boolean hasContent(int ordinal) {
    return index.type(ordinal) == EntryType.FILE && index.fileSize(ordinal) > 0;
  }

  private long padded(int ordinal) {
    return index.fileSize(ordinal) + Tar.padding(index.fileSize(ordinal));
  }

  /** The length of the tar. */
  long size() throws ArchiveException {
    return of(index.size()) + 2L * Tar.BLOCK;
  }
}
