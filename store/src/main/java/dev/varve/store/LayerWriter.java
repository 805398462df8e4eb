package dev.varve.store;

import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.tar.CanonicalTar;
import dev.varve.model.Digest;
import dev.varve.store.disk.DamagedException;
import dev.varve.store.disk.Disk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes one layer entry by entry, in any order; a later entry replaces an earlier one of its path,
 * and missing parents are implied. Content that another layer has is pointed to instead of copied.
 *
 * <p>For one thread at a time. Nothing is stored before {@link #commit}; closing without it leaves
 * nothing.
 */
public final class LayerWriter implements AutoCloseable {
  /** From how many other layers one layer takes content before it copies: each is one more file. */
  private static final int MOST_SOURCES = 64;

  private final Layers layers;
  private final Disk disk;
  private final Blobs blobs;
  private final OwnBytes own;
  private final List<Pending> pending = new ArrayList<>();
  private final Map<Digest, Used> used = new HashMap<>();

  LayerWriter(Layers layers, Disk disk, Blobs blobs) throws IOException {
    this.layers = layers;
    this.disk = disk;
    this.blobs = blobs;
    this.own = new OwnBytes(disk);
  }

  /** An entry, and the blob that its place is in: null for the own bytes, or no content. */
  private record Pending(LayerEntry entry, @Nullable Digest source) {}

  /** How much of another layer's blob is used. */
  private static final class Used {
    private final Layer layer;
    private long bytes;

    private Used(Layer layer) {
      this.layer = layer;
    }
  }

  /** Adds an entry that has no content, or an empty file. */
  public LayerWriter add(LayerEntry entry) throws IOException {
    if (entry.size() > 0) {
      throw new IllegalArgumentException(entry.path() + " has content");
    }
    if (entry.type() == dev.varve.archive.EntryType.FILE) {
      return add(entry, new ByteArrayInputStream(new byte[0]));
    }
    pending.add(new Pending(entry, null));
    return this;
  }

  /**
   * Adds a file.
   *
   * @param entry with the size that its content must have; and the digest, if it is known
   * @param content read to its end, not closed
   * @throws DamagedException if the content has another size or digest; the writer is of no use
   *     then
   */
  public LayerWriter add(LayerEntry entry, InputStream content) throws IOException {
    try {
      OwnBytes.Place place =
          own.append(content, entry.size(), entry.digest(), "file " + entry.path().absolute());
      pending.add(
          new Pending(entry.withContent(entry.size(), place.digest(), 0, place.offset()), null));
      return this;
    } catch (IOException e) {
      throw disk.explain(e, disk.fresh("none"));
    }
  }

  /** As {@link #add(LayerEntry, InputStream)}, with the content of a regular file. */
  public LayerWriter addFromFile(LayerEntry entry, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return add(entry, in);
    }
  }

  /**
   * Adds a file whose content another layer has.
   *
   * @param entry as it shall be here: path, owner, mode may be changed; size, digest and place as
   *     in {@code from}'s index
   */
  public LayerWriter reuse(LayerEntry entry, Layer from) throws IOException {
    if (!entry.hasContent() || entry.size() == 0) {
      return add(entry);
    }
    Optional<Digest> blob = blobOf(entry, from);
    if (blob.isEmpty() || (used.size() >= MOST_SOURCES && !used.containsKey(blob.get()))) {
      try (InputStream in = from.contents().open(entry)) {
        return add(entry, in);
      }
    }
    used.computeIfAbsent(blob.get(), key -> new Used(from)).bytes += entry.size();
    pending.add(new Pending(entry, blob.get()));
    return this;
  }

  /** The blob that holds an entry's content, if it is in one. */
  private static Optional<Digest> blobOf(LayerEntry entry, Layer from) {
    LayerMeta meta = from.meta();
    if (entry.source() > 0) {
      return Optional.of(meta.sources().get(entry.source() - 1));
    }
    return switch (meta.form()) {
      case TAR -> Optional.of(meta.diffId());
      case EXTENTS -> Optional.ofNullable(meta.own());
      case TREE -> Optional.empty();
    };
  }

  /**
   * Stores the layer: computes its diff ID by streaming its canonical tar, which is not kept.
   *
   * @return the layer, or the same one that was there already
   */
  public Layer commit() throws IOException {
    try {
      rebase();
      LayerIndex.Builder builder = new LayerIndex.Builder();
      for (Pending each : pending) {
        Digest source = each.source();
        LayerEntry entry = each.entry();
        builder.add(
            source == null
                ? entry
                : entry.withPlace(entry.sparse(), builder.source(source), entry.offset()));
      }
      LayerIndex index = builder.build();
      Digest ownBlob = own.finish(blobs).orElse(null);
      LayerMeta meta =
          new LayerMeta(
              Digest.sha256Of(new byte[0]),
              LayerForm.EXTENTS,
              0,
              ownBlob,
              index.sources(),
              disk.clock().instant(),
              null);
      CanonicalTar.Summary tar = Conversions.digest(index, layers.files().contents(meta));
      return layers.commit(
          new LayerMeta(
              tar.diffId(),
              LayerForm.EXTENTS,
              tar.size(),
              ownBlob,
              index.sources(),
              meta.created(),
              null),
          index);
    } catch (IOException e) {
      throw disk.explain(e, disk.fresh("none"));
    }
  }

  /** Copies what points into blobs of which less than half is used: they would stay for little. */
  private void rebase() throws IOException {
    for (int i = 0; i < pending.size(); i++) {
      Pending each = pending.get(i);
      Digest source = each.source();
      Used use = source == null ? null : used.get(source);
      if (source != null && use != null && use.bytes < blobs.size(source).orElse(0) / 2) {
        LayerEntry entry = each.entry();
        try (InputStream in = use.layer.contents().open(entry)) {
          OwnBytes.Place place =
              own.append(in, entry.size(), entry.digest(), "file " + entry.path().absolute());
          pending.set(
              i,
              new Pending(
                  entry.withContent(entry.size(), place.digest(), 0, place.offset()), null));
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    own.close();
  }
}
