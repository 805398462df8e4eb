package dev.varve.archive.chunk;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.ContentSource;
import dev.varve.archive.EntriesDigest;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.tar.CanonicalTar;
import dev.varve.archive.tar.TarWriter;
import dev.varve.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * The chunks of a canonical tar. What is in one follows from the index, so each has a name without
 * a look at any content: a digest over the metadata of its entries and the digests of its files.
 */
public final class CanonicalChunks implements TarChunks {
  private static final byte[] DOMAIN = "varve chunk 1\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NO_FILE = new byte[Digest.SIZE];

  private final LayerIndex index;
  private final CanonicalTar.Starts starts;
  private final long[] cuts;

  private CanonicalChunks(LayerIndex index, CanonicalTar.Starts starts, long[] cuts) {
    this.index = index;
    this.starts = starts;
    this.cuts = cuts;
  }

  /**
   * @param index with the digests of all content
   */
  public static CanonicalChunks of(LayerIndex index) throws ArchiveException {
    CanonicalTar.Starts starts = CanonicalTar.starts(index);
    return new CanonicalChunks(index, starts, Cuts.of(new CanonicalItems(index, starts)));
  }

  /**
   * What of a file is in a chunk, if not all of it.
   *
   * @param from the first byte of its content
   * @param to the byte after the last
   */
  private record Part(int ordinal, long from, long to) {}

  /**
   * What is in a chunk.
   *
   * @param rest of a file that starts in an earlier chunk
   * @param whole entries that start here, of which all but perhaps the last also end here
   * @param begun the last of them, if it ends in a later chunk
   * @param end whether the end of the archive is here as well
   */
  private record Parts(
      Optional<Part> rest, LayerIndex.Range whole, Optional<Part> begun, boolean end) {}

  private long contentStart(int ordinal) {
    return CanonicalItems.contentStart(index, starts, ordinal);
  }

  /** The first entry that starts at or after a byte of the tar. */
  private int entryFrom(long position) {
    int low = 0;
    int high = index.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (starts.of(middle) < position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private Parts parts(int chunk) {
    long from = cuts[chunk];
    long to = cuts[chunk + 1];
    int first = entryFrom(from);
    int next = entryFrom(to);
    Optional<Part> rest = Optional.empty();
    if (first > 0 && starts.of(first) > from) {
      rest = Optional.of(part(first - 1, from, to));
    }
    Optional<Part> begun = Optional.empty();
    if (next > first && starts.of(next) > to) {
      begun = Optional.of(part(next - 1, contentStart(next - 1), to));
    }
    return new Parts(rest, new LayerIndex.Range(first, next), begun, chunk == count() - 1);
  }

  private Part part(int ordinal, long from, long to) {
    long start = contentStart(ordinal);
    return new Part(ordinal, from - start, Math.min(to - start, index.fileSize(ordinal)));
  }

  @Override
  public int count() {
    return cuts.length - 1;
  }

  @Override
  public long start(int chunk) {
    return cuts[chunk];
  }

  /** The name: equal for chunks of equal bytes whose entries are equal, whatever is around them. */
  public Digest name(int chunk) {
    Parts parts = parts(chunk);
    MessageDigest digest = Digest.newSha256();
    digest.update(DOMAIN);
    ByteBuffer facts = ByteBuffer.allocate(Digest.SIZE + 5 * Long.BYTES);
    if (parts.rest().isPresent()) {
      Part rest = parts.rest().get();
      facts.put(digestOf(index.entry(rest.ordinal())).bytes());
      facts.putLong(index.fileSize(rest.ordinal())).putLong(rest.from()).putLong(rest.to());
    } else {
      facts.put(NO_FILE).putLong(0).putLong(0).putLong(0);
    }
    facts.putLong(parts.begun().map(Part::to).orElse(-1L));
    facts.putInt(parts.whole().to() - parts.whole().from()).putInt(parts.end() ? 1 : 0);
    digest.update(facts.array());
    EntriesDigest.update(digest, index, parts.whole());
    return Digest.of(digest);
  }

  private static Digest digestOf(LayerEntry file) {
    Digest digest = file.digest();
    if (digest == null) {
      throw new IllegalArgumentException("a file without a digest: " + file.path());
    }
    return digest;
  }

  /** The file that starts before a chunk and goes on in it. */
  public Optional<LayerEntry> rest(int chunk) {
    return parts(chunk).rest().map(part -> index.entry(part.ordinal()));
  }

  /** The file that starts in a chunk and goes on after it. */
  public Optional<LayerEntry> begun(int chunk) {
    return parts(chunk).begun().map(part -> index.entry(part.ordinal()));
  }

  /**
   * Writes the bytes of a chunk. The content of {@link #rest} and {@link #begun} is opened with
   * {@link ContentSource#openFrom}, so it is the caller's to know that it is sound; all other
   * content is opened, read to its end and closed.
   */
  public void write(int chunk, ContentSource source, OutputStream out) throws IOException {
    Parts parts = parts(chunk);
    TarWriter writer = new TarWriter(out);
    if (parts.rest().isPresent()) {
      Part rest = parts.rest().get();
      copy(rest, source, out);
      if (rest.to() == index.fileSize(rest.ordinal())) {
        writer.pad(rest.to());
      }
    }
    int whole = parts.whole().to() - (parts.begun().isPresent() ? 1 : 0);
    for (int i = parts.whole().from(); i < whole; i++) {
      CanonicalTar.add(index.entry(i), source, writer);
    }
    if (parts.begun().isPresent()) {
      writer.addHeader(index.entry(parts.begun().get().ordinal()));
      copy(parts.begun().get(), source, out);
    }
    if (parts.end()) {
      writer.finish();
    }
  }

  private void copy(Part part, ContentSource source, OutputStream out) throws IOException {
    LayerEntry file = index.entry(part.ordinal());
    byte[] buffer = new byte[64 << 10];
    try (InputStream in = source.openFrom(file, part.from())) {
      for (long left = part.to() - part.from(); left > 0; ) {
        int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (read < 0) {
          throw new ArchiveException(file.path(), "its content is shorter than " + file.size());
        }
        out.write(buffer, 0, read);
        left -= read;
      }
    }
  }
}
