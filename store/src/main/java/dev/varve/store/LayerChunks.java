package dev.varve.store;

import dev.varve.archive.ContentSource;
import dev.varve.archive.EntryPath;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.chunk.CanonicalChunks;
import dev.varve.archive.chunk.RawChunks;
import dev.varve.archive.chunk.TarChunks;
import dev.varve.model.Digest;
import dev.varve.store.disk.DamagedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tar of a layer in chunks, from wherever the layer's form has its bytes. Safe for use by
 * several threads.
 */
final class LayerChunks implements AutoCloseable {
  private final Layer layer;
  private final TarChunks chunks;
  private final ContentSource contents;

  /** Where the chunks are read if the tar is kept as it came. */
  private final @Nullable ExtentBytes tar;

  private LayerChunks(
      Layer layer, TarChunks chunks, ContentSource contents, @Nullable ExtentBytes tar) {
    this.layer = layer;
    this.chunks = chunks;
    this.contents = contents;
    this.tar = tar;
  }

  static LayerChunks of(Layer layer, LayerFiles files) throws IOException {
    LayerMeta meta = layer.meta();
    if (isCanonical(meta)) {
      CanonicalChunks chunks = CanonicalChunks.of(layer.index());
      if (chunks.start(chunks.count()) == meta.size()) {
        return new LayerChunks(layer, chunks, layer.contents(), null);
      }
    }
    Optional<Extents> extents = files.extents(meta);
    if (extents.isEmpty()) {
      files.suspect(meta);
      throw new DamagedException("layer " + meta.diffId(), "its index makes a tar of another size");
    }
    return new LayerChunks(
        layer,
        RawChunks.of(layer.index(), meta.size()),
        layer.contents(),
        files.bytes(extents.get()));
  }

  /** Whether the layer's tar is what its index makes. */
  private static boolean isCanonical(LayerMeta meta) {
    return switch (meta.form()) {
      case TREE, EXTENTS -> true;
      case TAR -> meta.diffId().equals(meta.own());
    };
  }

  int count() {
    return chunks.count();
  }

  int size(int chunk) {
    return chunks.size(chunk);
  }

  /** A chunk's name, if that is known without its bytes; else it is the digest of those. */
  Optional<Digest> name(int chunk) {
    return switch (chunks) {
      case CanonicalChunks canonical -> Optional.of(canonical.name(chunk));
      case RawChunks _ -> Optional.empty();
    };
  }

  /**
   * Reads a chunk. Files that are whole in it are compared with their digests.
   *
   * @param to has room for {@link #size} bytes
   */
  void read(int chunk, byte[] to) throws IOException {
    switch (chunks) {
      case CanonicalChunks canonical ->
          canonical.write(chunk, contents, new Filling(to, chunks.size(chunk)));
      case RawChunks raw -> raw.read(chunk, tar(), to);
    }
  }

  private ExtentBytes tar() {
    if (tar == null) {
      throw new IllegalStateException("the chunks are made of entries");
    }
    return tar;
  }

  /** What has to be proven before a chunk may be taken for what its name says. */
  List<Claim> claims(int chunk) {
    return switch (chunks) {
      case CanonicalChunks canonical -> {
        List<Claim> claims = new ArrayList<>();
        canonical.rest(chunk).ifPresent(file -> claims.add(claim(file)));
        canonical.begun(chunk).ifPresent(file -> claims.add(claim(file)));
        yield claims;
      }
      case RawChunks _ -> List.of();
    };
  }

  /** What has to be proven before all chunks together may be taken for the layer. */
  List<Claim> claims() {
    return switch (chunks) {
      case CanonicalChunks _ -> List.of();
      case RawChunks _ -> List.of(new Claim(EntryPath.ROOT, layer::verify));
    };
  }

  private Claim claim(LayerEntry file) {
    return new Claim(
        file.path(),
        () -> {
          try (InputStream in = contents.open(file)) {
            in.transferTo(OutputStream.nullOutputStream());
          }
        });
  }

  /**
   * That some bytes have the digest that they should have.
   *
   * @param subject the file, or the root for the whole tar. Not the digest: of two files of equal
   *     content one may be damaged
   * @param proof reads them all, and throws a {@link DamagedException} if they have another
   */
  record Claim(EntryPath subject, Proof proof) {}

  /** The work of proving. */
  @FunctionalInterface
  interface Proof {
    void run() throws IOException;
  }

  /** An array to write into. */
  private static final class Filling extends OutputStream {
    private final byte[] to;
    private final int size;
    private int at;

    Filling(byte[] to, int size) {
      this.to = to;
      this.size = size;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      if (length > size - at) {
        throw new IOException("a chunk is longer than its index says");
      }
      System.arraycopy(from, offset, to, at, length);
      at += length;
    }
  }

  @Override
  public void close() {
    if (tar != null) {
      tar.close();
    }
  }
}
