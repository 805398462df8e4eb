package dev.varve.store;

import dev.varve.archive.compress.ChunkEncoder;
import dev.varve.archive.compress.LayerCompression;
import dev.varve.model.Descriptor;
import dev.varve.model.Digest;
import dev.varve.model.MediaTypes;
import dev.varve.store.compressed.ChunkCache;
import dev.varve.store.compressed.ChunkList;
import dev.varve.store.compressed.InOrder;
import dev.varve.store.disk.DamagedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * A compressed layer as a blob to be sent. Immutable; safe for use by several threads.
 *
 * <p>Its bytes are not kept in one piece: they are given out chunk by chunk, each compared with its
 * digest first, and made again where one is missing or damaged.
 */
public final class CompressedLayer {
  private final CompressedLayers.Work work;
  private final ChunkList list;
  private final int threads;

  CompressedLayer(CompressedLayers.Work work, ChunkList list, int threads) {
    this.work = work;
    this.list = list;
    this.threads = threads;
  }

  /** The digest of the compressed bytes. */
  public Digest digest() {
    return list.digest();
  }

  /** How many compressed bytes there are. */
  public long size() {
    return list.size();
  }

  /** The digest of the uncompressed bytes. */
  public Digest diffId() {
    return list.diffId();
  }

  /** OCI image spec, "Layer Media Types". */
  public String mediaType() {
    return switch (work.compression().format()) {
      case GZIP -> MediaTypes.OCI_LAYER_GZIP;
      case ZSTD -> MediaTypes.OCI_LAYER_ZSTD;
      case NONE, BZIP2, XZ -> throw new IllegalStateException(work.compression().toString());
    };
  }

  public LayerCompression compression() {
    return work.compression();
  }

  public Descriptor descriptor() {
    return new Descriptor(mediaType(), digest(), size());
  }

  /**
   * The compressed bytes from some byte on, to be closed by the caller. Chunks ahead of what was
   * read are prepared on other threads.
   *
   * @param from 0 to {@link #size}
   */
  public InputStream open(long from) {
    if (from < 0 || from > size()) {
      throw new IllegalArgumentException("byte " + from + " of " + size());
    }
    List<ChunkList.Chunk> chunks = list.chunks();
    int first = 0;
    long left = from;
    while (first < chunks.size() && left >= chunks.get(first).length()) {
      left -= chunks.get(first).length();
      first++;
    }
    return new ChunkInput(new Reading(work, list), first, (int) left, threads);
  }

  /** Writes all of it. */
  public void transferTo(OutputStream out) throws IOException {
    try (InputStream in = open(0)) {
      in.transferTo(out);
    }
  }

  /** Finds the chunks of a list; opens the layer when one is missing. */
  static final class Reading implements AutoCloseable {
    private final CompressedLayers.Work work;
    private final ChunkList list;
    private @org.jspecify.annotations.Nullable LayerChunks chunks;

    Reading(CompressedLayers.Work work, ChunkList list) {
      this.work = work;
      this.list = list;
    }

    int count() {
      return list.chunks().size();
    }

    InOrder.Worker<byte[]> worker() {
      return new InOrder.Worker<>() {
        @Override
        public byte[] run(int number) throws IOException {
          return chunk(number);
        }

        @Override
        public void close() {}
      };
    }

    private byte[] chunk(int number) throws IOException {
      ChunkList.Chunk listed = list.chunks().get(number);
      Optional<ChunkCache.Chunk> found = work.cache().find(listed.name());
      if (found.isPresent() && found.get().listed().equals(listed)) {
        return found.get().bytes();
      }
      return again(number, listed);
    }

    /** That it comes out as it did before proves it right. */
    private byte[] again(int number, ChunkList.Chunk listed) throws IOException {
      LayerChunks layer = layer();
      if (layer.count() != count()) {
        throw changed();
      }
      byte[] raw = new byte[layer.size(number)];
      layer.read(number, raw);
      Digest name = layer.name(number).orElseGet(() -> CompressedLayers.nameOf(raw, raw.length));
      try (ChunkEncoder encoder = work.compression().encoder()) {
        ChunkCache.Chunk made = ChunkCache.chunk(name, encoder.encode(raw, raw.length));
        if (!made.listed().equals(listed)) {
          throw changed();
        }
        work.cache().publish(work.cache().stage(made));
        return made.bytes();
      }
    }

    /** Either the layer is damaged, or what compresses is not what it was. */
    private DamagedException changed() throws IOException {
      work.cache().forget(list.diffId());
      work.layer().verify();
      return new DamagedException(
          "compressed layer " + list.digest(),
          "a chunk of it was lost and cannot be made again as it was; the next attempt makes all"
              + " of it again");
    }

    private synchronized LayerChunks layer() throws IOException {
      LayerChunks known = chunks;
      if (known == null) {
        known = LayerChunks.of(work.layer(), work.files());
        chunks = known;
      }
      return known;
    }

    @Override
    public synchronized void close() {
      if (chunks != null) {
        chunks.close();
      }
    }
  }
}
