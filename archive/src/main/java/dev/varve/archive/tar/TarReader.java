package dev.varve.archive.tar;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.Bytes;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar of any dialect in use: v7, ustar, PAX and GNU with long names, base-256 numbers and
 * sparse members. Believes nothing: whatever the input, it answers with entries or with an {@link
 * IOException}, in memory that the {@link Limits} bound.
 *
 * <p>Paths are cleaned and may not leave the root; hard link targets likewise, where absolute ones
 * start at the root. Refused are unknown types, overlay's own attributes, and the character device
 * 0:0, which overlay would take for a whiteout. Global PAX headers are passed over, as Docker does.
 *
 * <p>After the end of the archive {@link #drain} reads on to the end of the stream. Not for use by
 * several threads; does not close the stream.
 */
public final class TarReader {
  /** Before one member; two long names and a PAX header are usual. */
  private static final int MAX_EXTENSIONS = 16;

  private final TarInput in;
  private final Limits limits;
  private final Dialect dialect;
  private final HeaderBlock header = new HeaderBlock();
  private @Nullable MemberInput content;
  private long padding;
  private int members;
  private long total;
  private boolean ended;

  public TarReader(InputStream in, Dialect dialect, Limits limits) {
    this(in, dialect, limits, 0);
  }

  /** A reader of a stream that starts at byte {@code position} of the archive. */
  TarReader(InputStream in, Dialect dialect, Limits limits, long position) {
    this.in = new TarInput(in, position);
    this.dialect = dialect;
    this.limits = limits;
  }

  /**
   * The next entry; empty at the end. A file's offset is where its content starts, or, if it is
   * sparse, where its first header does. What was not read of the entry before is skipped.
   *
   * @throws ArchiveException the archive is malformed, hostile or cut off
   */
  public Optional<LayerEntry> next() throws IOException {
    while (!ended) {
      finishMember();
      LayerEntry entry = member();
      if (entry != null) {
        return Optional.of(entry);
      }
    }
    return Optional.empty();
  }

  /** The content of the current file entry, holes filled; empty for other entries. */
  public InputStream content() {
    return content == null ? InputStream.nullInputStream() : content;
  }

  /** Reads what follows the end of the archive, up to the end of the stream. */
  public void drain() throws IOException {
    finishMember();
    in.drain();
  }

  /** Bytes of the stream up to here. */
  public long position() {
    return in.position();
  }

  private void finishMember() throws IOException {
    if (content != null) {
      content.finish(padding);
      content = null;
    }
  }

  private @Nullable LayerEntry member() throws IOException {
    long start = in.position();
    boolean extended = false;
    PaxHeader pax = PaxHeader.NONE;
    Bytes longName = null;
    Bytes longLink = null;
    for (int extensions = 0; nextHeader(); extensions++) {
      if (extensions > MAX_EXTENSIONS) {
        throw header.fault("too many extended headers in a row");
      }
      switch (header.type()) {
        case 'x', 'X' -> {
          pax = PaxHeader.parse(extension());
          extended = true;
        }
        case 'L' -> {
          longName = untilNul(extension());
          extended = true;
        }
        case 'K' -> {
          longLink = untilNul(extension());
          extended = true;
        }
        case 'g', 'V' -> {
          long size = header.count("size", Tar.SIZE, Tar.LONG_LENGTH);
          in.skip(size);
          in.skip(Tar.padding(size));
          start = extended ? start : in.position();
        }
        default -> {
          return open(new Member.Headers(header, pax, longName, longLink, start));
        }
      }
    }
    if (extended) {
      throw in.truncated();
    }
    return null;
  }

  private @Nullable LayerEntry open(Member.Headers headers) throws IOException {
    Member member = Member.read(headers, in, dialect, limits);
    content = member.content();
    padding = member.padding();
    if (++members > limits.entries()) {
      throw new ArchiveException("more than " + limits.entries() + " entries");
    }
    LayerEntry entry = member.entry();
    if (entry == null) {
      return null;
    }
    total += entry.size();
    if (total > limits.total() || total < 0) {
      throw new ArchiveException(entry.path(), "the archive unpacks to too many bytes");
    }
    if (entry.path().depth() > limits.depth()) {
      throw new ArchiveException(entry.path(), "more than " + limits.depth() + " directories deep");
    }
    return entry;
  }

  private boolean nextHeader() throws IOException {
    header.at(in.position());
    if (!in.block(header.bytes())) {
      ended = true;
      return false;
    }
    if (header.isZero()) {
      ended = true;
      if (in.block(header.bytes()) && !header.isZero()) {
        throw header.fault("a lone zero block in the middle of the archive");
      }
      return false;
    }
    header.verify();
    return true;
  }

  private byte[] extension() throws IOException {
    long size = header.count("size", Tar.SIZE, Tar.LONG_LENGTH);
    if (size > limits.extension()) {
      throw header.fault("extended header of " + size + " bytes is too long");
    }
    byte[] body = in.bytes((int) size);
    in.skip(Tar.padding(size));
    return body;
  }

  private static Bytes untilNul(byte[] text) {
    int end = 0;
    while (end < text.length && text[end] != 0) {
      end++;
    }
    return Bytes.of(Arrays.copyOf(text, end));
  }
}
