package dev.varve.archive.tar;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.ContentSource;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The one tar that an index and its content make. Equal entries give equal bytes, wherever the
 * content lies.
 */
public final class CanonicalTar {
  private CanonicalTar() {}

  /**
   * What was written.
   *
   * @param diffId SHA-256 of the tar
   * @param size its length in bytes
   */
  public record Summary(Digest diffId, long size) {}

  /**
   * Writes the tar. {@code out} is flushed, not closed; it is written to by another thread until
   * this method returns or throws.
   */
  public static Summary write(LayerIndex index, ContentSource source, OutputStream out)
      throws IOException {
    try (DigestOutput digesting = new DigestOutput(out)) {
      TarWriter writer = new TarWriter(digesting);
      for (int i = 0; i < index.size(); i++) {
        add(index.entry(i), source, writer);
      }
      writer.finish();
      return new Summary(digesting.finish(), digesting.count());
    }
  }

  /** Writes one entry with all that belongs to it. */
  public static void add(LayerEntry entry, ContentSource source, TarWriter writer)
      throws IOException {
    if (entry.type() == EntryType.FILE && entry.size() > 0) {
      try (InputStream content = source.open(entry)) {
        writer.add(entry, content);
      }
    } else {
      writer.add(entry);
    }
  }

  /** Bytes from the end of content of that size to the next header. */
  public static int padding(long size) {
    return Tar.padding(size);
  }

  /** The summary of the tar that {@link #write} would write. */
  public static Summary digest(LayerIndex index, ContentSource source) throws IOException {
    return write(index, source, OutputStream.nullOutputStream());
  }

  /** Where all entries of an index start in its canonical tar. */
  public static final class Starts {
    private final long[] at;
    private final boolean agrees;

    private Starts(long[] at, boolean agrees) {
      this.at = at;
      this.agrees = agrees;
    }

    /** Where an entry's first header starts; where the last one ends, for the ordinal after it. */
    public long of(int ordinal) {
      return at[ordinal];
    }

    /** The length of the tar. */
    public long size() {
      return at[at.length - 1] + 2L * Tar.BLOCK;
    }

    /** Whether the index has all content at these places. */
    public boolean agree() {
      return agrees;
    }
  }

  /** The length of the tar that an index makes. */
  public static long size(LayerIndex index) throws ArchiveException {
    return starts(index).size();
  }

  /**
   * Works out where entries start, encoding only those headers whose length is not plain to see.
   */
  public static Starts starts(LayerIndex index) throws ArchiveException {
    HeaderEncoder headers = new HeaderEncoder();
    long[] starts = new long[index.size() + 1];
    boolean agrees = true;
    for (int i = 0; i < index.size(); i++) {
      long end = starts[i] + headers.sizeOf(index, i);
      if (index.type(i) == EntryType.FILE) {
        agrees &= index.fileSize(i) == 0 || index.offset(i) == end;
        end += index.fileSize(i) + Tar.padding(index.fileSize(i));
      }
      starts[i + 1] = end;
    }
    return new Starts(starts, agrees);
  }

  /**
   * The same index with all content at its place in the canonical tar: source 0, not sparse. What a
   * tree's index needs so that other layers can refer to its content.
   */
  public static LayerIndex layout(LayerIndex index) throws ArchiveException {
    HeaderEncoder headers = new HeaderEncoder();
    long[] offsets = new long[index.size()];
    long position = 0;
    for (int i = 0; i < offsets.length; i++) {
      position += headers.sizeOf(index, i);
      if (index.type(i) == EntryType.FILE) {
        offsets[i] = position;
        position += index.fileSize(i) + Tar.padding(index.fileSize(i));
      } else if (index.type(i) == EntryType.HARDLINK) {
        int file = index.indexOf(index.entry(i).hardlinkTarget().orElseThrow());
        offsets[i] = file < 0 ? 0 : offsets[file];
      }
    }
    return index.placed(offsets);
  }
}
