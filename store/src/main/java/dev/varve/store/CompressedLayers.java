package dev.varve.store;

import dev.varve.archive.compress.ChunkEncoder;
import dev.varve.archive.compress.Compression;
import dev.varve.archive.compress.LayerCompression;
import dev.varve.model.Digest;
import dev.varve.store.compressed.ChunkCache;
import dev.varve.store.compressed.ChunkList;
import dev.varve.store.compressed.CompressedFiles;
import dev.varve.store.compressed.InOrder;
import dev.varve.store.disk.Disk;
import dev.varve.store.disk.Locks;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Layers as they leave the store, compressed. A layer is compressed in chunks, on all processors,
 * and the chunks are kept: one that shares most of its entries with a layer that was compressed
 * before costs the chunks that differ, and nothing of it is read but those. What is known of a
 * compressed layer is kept, too, so that asking again reads nothing at all.
 *
 * <p>All of it is cache. Safe for use by several threads and processes.
 */
public final class CompressedLayers {
  private final Disk disk;
  private final LayerFiles layers;
  private final CompressedFiles files;
  private final int threads;

  CompressedLayers(Disk disk, LayerFiles layers) {
    this(disk, layers, InOrder.usualThreads());
  }

  CompressedLayers(Disk disk, LayerFiles layers, int threads) {
    this.disk = disk;
    this.layers = layers;
    this.files = new CompressedFiles(disk);
    this.threads = threads;
  }

  /**
   * A layer compressed; its digest and size are known when this returns. Two that ask for the same
   * at the same time: one waits for the other.
   *
   * @throws dev.varve.store.disk.DamagedException if content of the layer is not what it should be;
   *     nothing that has to do with it was kept
   * @throws java.io.InterruptedIOException if the thread is interrupted, which stays set; chunks
   *     that were finished are kept
   * @throws IllegalArgumentException for {@link LayerCompression#NONE}
   */
  public CompressedLayer of(Layer layer, LayerCompression compression) throws IOException {
    if (compression.format() == Compression.NONE) {
      throw new IllegalArgumentException("not compressed");
    }
    Work work = new Work(layer, compression, files.cache(compression.id()), layers);
    try {
      return new CompressedLayer(work, list(work), threads);
    } catch (ClosedByInterruptException e) {
      InterruptedIOException interrupted = new InterruptedIOException("interrupted");
      interrupted.initCause(e);
      throw interrupted;
    } catch (IOException e) {
      throw disk.explain(e);
    }
  }

  private ChunkList list(Work work) throws IOException {
    ChunkCache cache = work.cache();
    Digest diffId = work.layer().diffId();
    Optional<ChunkList> known = cache.list(diffId);
    if (known.isPresent()) {
      return known.get();
    }
    String lock = "compress-" + cache.id() + "-" + diffId.hex();
    try (Locks.Held _ = disk.locks().exclusiveIo(lock)) {
      known = cache.list(diffId);
      return known.isPresent() ? known.get() : compress(work);
    }
  }

  /** What compressing a layer has to do with. */
  record Work(Layer layer, LayerCompression compression, ChunkCache cache, LayerFiles files) {}

  private ChunkList compress(Work work) throws IOException {
    ChunkCache cache = work.cache();
    List<ChunkList.Chunk> listed = new ArrayList<>();
    MessageDigest blob = Digest.newSha256();
    try (LayerChunks chunks = LayerChunks.of(work.layer(), layers);
        ProvenChunks proven = new ProvenChunks(cache);
        InOrder<ChunkCache.Chunk> made =
            new InOrder<>(
                0,
                chunks.count(),
                threads,
                () -> new Maker(chunks, work.compression(), cache, proven))) {
      proven.prove(chunks.claims());
      for (ChunkCache.Chunk next = made.next(); next != null; next = made.next()) {
        blob.update(next.bytes());
        listed.add(next.listed());
      }
      proven.finish();
    }
    ChunkList list = new ChunkList(work.layer().diffId(), Digest.of(blob), listed);
    cache.put(list);
    return list;
  }

  /** Finds or makes chunks of a layer that has no list yet. */
  private static final class Maker implements InOrder.Worker<ChunkCache.Chunk> {
    private final LayerChunks chunks;
    private final LayerCompression compression;
    private final ChunkCache cache;
    private final ProvenChunks proven;
    private byte[] raw = new byte[0];
    private @Nullable ChunkEncoder encoder;

    Maker(LayerChunks chunks, LayerCompression compression, ChunkCache cache, ProvenChunks proven) {
      this.chunks = chunks;
      this.compression = compression;
      this.cache = cache;
      this.proven = proven;
    }

    @Override
    public ChunkCache.Chunk run(int number) throws IOException {
      Optional<Digest> name = chunks.name(number);
      Optional<ChunkCache.Chunk> known = Optional.empty();
      if (name.isPresent()) {
        known = cache.find(name.get());
      }
      return known.isPresent() ? known.get() : make(number, name);
    }

    private ChunkCache.Chunk make(int number, Optional<Digest> known) throws IOException {
      int size = chunks.size(number);
      if (raw.length < size) {
        raw = new byte[size];
      }
      chunks.read(number, raw);
      Digest name = known.orElseGet(() -> nameOf(raw, size));
      if (known.isEmpty()) {
        Optional<ChunkCache.Chunk> found = cache.find(name);
        if (found.isPresent()) {
          return found.get();
        }
      }
      ChunkCache.Chunk made = ChunkCache.chunk(name, encoder().encode(raw, size));
      proven.put(cache.stage(made), chunks.claims(number));
      return made;
    }

    private ChunkEncoder encoder() {
      ChunkEncoder present = encoder;
      if (present == null) {
        present = compression.encoder();
        encoder = present;
      }
      return present;
    }

    @Override
    public void close() {
      if (encoder != null) {
        encoder.close();
      }
    }
  }

  /** The name of a chunk of which only the bytes are known. */
  static Digest nameOf(byte[] raw, int size) {
    MessageDigest digest = Digest.newSha256();
    digest.update(raw, 0, size);
    return Digest.of(digest);
  }

  CompressedFiles files() {
    return files;
  }
}
