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

  /** Where the content of an entry lies. */
  private sealed interface Where {
    /** Nowhere: there is none. */
    record Nowhere() implements Where {}

    /** In the layer's own bytes. */
    record Own() implements Where {}

    /** In another layer's blob. */
    record In(Digest blob) implements Where {}
  }

  private record Pending(LayerEntry entry, Where where) {}

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
    pending.add(new Pending(entry, new Where.Nowhere()));
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
      pending.add(copied(entry, content));
      return this;
    } catch (IOException e) {
      throw disk.explain(e);
    }
  }

  /** As {@link #add(LayerEntry, InputStream)}, with the content of a regular file. */
  public LayerWriter addFromFile(LayerEntry entry, Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return add(entry, in);
    }
  }

  /** As {@link #reuse(LayerEntry, Layer, LayerEntry)}, for an entry that is there as it is here. */
  public LayerWriter reuse(LayerEntry entry, Layer from) throws IOException {
    return reuse(entry, from, entry);
  }

  /**
   * Adds a file whose content another layer has.
   *
   * @param wanted as it shall be here: path, owner, mode and times
   * @param there the file in {@code from}'s index
   */
  public LayerWriter reuse(LayerEntry wanted, Layer from, LayerEntry there) throws IOException {
    LayerEntry entry =
        wanted
            .withContent(there.size(), there.digest(), there.source(), there.offset())
            .withPlace(there.sparse(), there.source(), there.offset());
    if (!entry.hasContent() || entry.size() == 0) {
      return add(entry);
    }
    Optional<Digest> blob = blobOf(entry, from);
    if (blob.isEmpty() || (used.size() >= MOST_SOURCES && !used.containsKey(blob.get()))) {
      try (InputStream in = from.contents().open(there)) {
        return add(entry, in);
      }
    }
    used.computeIfAbsent(blob.get(), key -> new Used(from)).bytes += entry.size();
    pending.add(new Pending(entry, new Where.In(blob.get())));
    return this;
  }

  /** The blob that holds an entry's content, if it is in one. */
  private Optional<Digest> blobOf(LayerEntry entry, Layer from) throws IOException {
    LayerMeta meta = from.meta();
    if (entry.source() > 0) {
      return Optional.of(meta.sources().get(entry.source() - 1));
    }
    return switch (meta.form()) {
      case TAR -> Optional.of(meta.diffId());
      case EXTENTS -> Optional.empty();
      case TREE -> blobs.contains(meta.diffId()) ? Optional.of(meta.diffId()) : Optional.empty();
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
      Optional<Digest> ownBlob = own.finish(blobs);
      LayerIndex index = index(ownBlob);
      LayerMeta meta =
          new LayerMeta(
              Digest.sha256Of(new byte[0]),
              LayerForm.EXTENTS,
              0,
              ownBlob.orElse(null),
              index.sources(),
              disk.clock().instant(),
              null);
      CanonicalTar.Summary tar = Conversions.digest(index, layers.files().contents(meta));
      return layers.commit(meta.of(tar.diffId(), tar.size()), index);
    } catch (IOException e) {
      throw disk.explain(e);
    }
  }

  private LayerIndex index(Optional<Digest> ownBlob) throws IOException {
    LayerIndex.Builder builder = new LayerIndex.Builder();
    for (Pending each : pending) {
      LayerEntry entry = each.entry();
      builder.add(
          switch (each.where()) {
            case Where.Nowhere _ -> entry;
            case Where.Own _ ->
                entry.size() == 0 || ownBlob.isEmpty()
                    ? entry.withPlace(false, 0, 0)
                    : entry.withPlace(false, builder.source(ownBlob.get()), entry.offset());
            case Where.In in ->
                entry.withPlace(entry.sparse(), builder.source(in.blob()), entry.offset());
          });
    }
    return builder.build();
  }

  /** Copies what points into blobs of which less than half is used: they would stay for little. */
  private void rebase() throws IOException {
    for (int i = 0; i < pending.size(); i++) {
      Pending each = pending.get(i);
      if (each.where() instanceof Where.In in) {
        Used use = used.get(in.blob());
        if (use != null && use.bytes < blobs.size(in.blob()).orElse(0) / 2) {
          LayerEntry entry = each.entry();
          try (InputStream content = use.layer.contents().open(entry)) {
            pending.set(i, copied(entry, content));
          }
        }
      }
    }
  }

  private Pending copied(LayerEntry entry, InputStream content) throws IOException {
    OwnBytes.Place place =
        own.append(content, entry.size(), entry.digest(), "file " + entry.path().absolute());
    return new Pending(
        entry.withContent(entry.size(), place.digest(), 0, place.offset()), new Where.Own());
  }

  @Override
  public void close() throws IOException {
    own.close();
  }
}
