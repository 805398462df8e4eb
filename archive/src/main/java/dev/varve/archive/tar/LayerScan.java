package dev.varve.archive.tar;

import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.Limits;
import dev.varve.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Reads a tar once: what is in it, where, and the digests of each file; of a layer's tar the digest
 * of the whole, too.
 */
public final class LayerScan {
  private LayerScan() {}

  /**
   * What a scan found.
   *
   * @param index the entries, each file with its content's digest and place in the tar
   * @param diffId SHA-256 of all bytes, those after the archive's end included
   * @param tarSize how many bytes there were
   */
  public record ScannedLayer(LayerIndex index, Digest diffId, long tarSize) {}

  /**
   * Scans {@code tar} (uncompressed) to the end of the stream while copying every byte to {@code
   * copy}, which is flushed, not closed. Both are used by other threads until this method returns
   * or throws.
   *
   * @throws dev.varve.archive.ArchiveException the layer is malformed or refused; the copy is
   *     worthless then
   */
  public static ScannedLayer scan(InputStream tar, OutputStream copy, Limits limits)
      throws IOException {
    try (DigestOutput whole = new DigestOutput(copy)) {
      LayerIndex index = index(new TeeInput(tar, whole), Dialect.LAYER, limits);
      Digest diffId = whole.finish();
      return new ScannedLayer(index, diffId, whole.count());
    }
  }

  /**
   * As {@link #scan}, of an archive that is no layer: its names are names, and nobody asks for the
   * digest of the whole.
   */
  public static LayerIndex plain(InputStream tar, OutputStream copy, Limits limits)
      throws IOException {
    return index(new TeeInput(tar, copy), Dialect.PLAIN, limits);
  }

  private static LayerIndex index(InputStream tar, Dialect dialect, Limits limits)
      throws IOException {
    TarReader reader = new TarReader(tar, dialect, limits);
    LayerIndex.Builder index = new LayerIndex.Builder(limits);
    ContentDigest digest = new ContentDigest();
    for (Optional<LayerEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
      LayerEntry entry = next.get();
      index.add(
          entry.type() == EntryType.FILE ? entry.withDigest(digest.of(reader.content())) : entry);
    }
    reader.drain();
    return index.build();
  }

  private static final class ContentDigest {
    private final MessageDigest digest = Digest.newSha256();
    private final byte[] buffer = new byte[128 << 10];

    Digest of(InputStream content) throws IOException {
      int read;
      while ((read = content.read(buffer, 0, buffer.length)) >= 0) {
        digest.update(buffer, 0, read);
      }
      return Digest.of(digest);
    }
  }

  private static final class TeeInput extends InputStream {
    private final InputStream in;
    private final OutputStream copy;

    TeeInput(InputStream in, OutputStream copy) {
      this.in = in;
      this.copy = copy;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      int read = in.read(to, offset, length);
      if (read > 0) {
        copy.write(to, offset, read);
      }
      return read;
    }
  }
}
