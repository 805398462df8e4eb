package dev.varve.archive.chunk;

import dev.varve.archive.EntryType;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.tar.CanonicalTar;

/** The entries of an index in its canonical tar. */
record CanonicalItems(LayerIndex index, CanonicalTar.Starts starts) implements Cuts.Items {
  @Override
  public int count() {
    return index.size();
  }

  @Override
  public long start(int item) {
    return item == index.size() ? starts.size() : starts.of(item);
  }

  @Override
  public long hash(int item) {
    return PathHash.of(index.path(item));
  }

  @Override
  public long contentSize(int item) {
    return index.type(item) == EntryType.FILE ? index.fileSize(item) : 0;
  }

  @Override
  public long contentStart(int item) {
    return contentStart(index, starts, item);
  }

  /** Where the content of a file starts. */
  static long contentStart(LayerIndex index, CanonicalTar.Starts starts, int ordinal) {
    long size = index.fileSize(ordinal);
    return starts.of(ordinal + 1) - size - CanonicalTar.padding(size);
  }
}
