package dev.varve.archive.tar;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.ContentSource;
import dev.varve.archive.EntryPath;
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
        LayerEntry entry = index.entry(i);
        if (entry.type() == EntryType.FILE && entry.size() > 0) {
          try (InputStream content = source.open(entry)) {
            writer.add(entry, content);
          }
        } else {
          writer.add(entry);
        }
      }
      writer.finish();
      return new Summary(digesting.finish(), digesting.count());
    }
  }

  /** The summary of the tar that {@link #write} would write. */
  public static Summary digest(LayerIndex index, ContentSource source) throws IOException {
    return write(index, source, OutputStream.nullOutputStream());
  }

  /** The length of the tar that an index makes. */
  public static long size(LayerIndex index) throws ArchiveException {
    HeaderEncoder headers = new HeaderEncoder();
    long position = 2L * Tar.BLOCK;
    for (int i = 0; i < index.size(); i++) {
      position += headers.sizeOf(index, i);
      if (index.type(i) == EntryType.FILE) {
        position += index.fileSize(i) + Tar.padding(index.fileSize(i));
      }
    }
    return position;
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
      LayerEntry entry = index.entry(i);
      position += entry.implied() ? 0 : headers.encode(entry).size();
      if (entry.isDirectory() && entry.opaque()) {
        position += headers.encodeOpaque(entry).size();
      }
      if (entry.type() == EntryType.FILE) {
        offsets[i] = position;
        position += entry.size() + Tar.padding(entry.size());
      } else if (entry.type() == EntryType.HARDLINK) {
        int file = index.indexOf(EntryPath.of(entry.linkTarget().toArray()));
        offsets[i] = file < 0 ? 0 : offsets[file];
      }
    }
    return index.placed(offsets);
  }
}
