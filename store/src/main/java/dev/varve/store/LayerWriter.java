package dev.varve.store;

import dev.varve.archive.EntryType;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes one layer entry by entry, in any order; a later entry replaces an earlier one of its path,
 * and missing parents are implied. Content that another layer has is pointed to instead of copied.
 *
 * <p>Entries that come in the order of their paths and share nothing with other layers become the
 * layer's tar right away; anything else becomes extents.
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

  /** How many bytes of other layers' blobs are used. */
  private final Map<Digest, Long> used = new HashMap<>();

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

    /** In a blob that another layer has its content in, at the place that layer's index says. */
    record In(Digest blob, Layer layer) implements Where {}
  }

  private record Pending(LayerEntry entry, Where where) {}

  /** Adds an entry that has no content, or an empty file. */
  public LayerWriter add(LayerEntry entry) throws IOException {
    if (entry.size() > 0) {
      throw new IllegalArgumentException(entry.path() + " has content");
    }
    if (entry.type() == EntryType.FILE) {
      return add(entry, new ByteArrayInputStream(new byte[0]));
    }
    try {
      own.add(entry);
      pending.add(new Pending(entry, new Where.Nowhere()));
      return this;
    } catch (IOException e) {
      throw disk.explain(e);
    }
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
      pending.add(new Pending(own.add(entry, content), new Where.Own()));
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
    if (blob.isEmpty()) {
      try (InputStream in = from.contents().open(there)) {
        return add(entry, in);
      }
    }
    own.endTar();
    used.merge(blob.get(), entry.size(), Long::sum);
    pending.add(new Pending(entry, new Where.In(blob.get(), from)));
    return this;
  }

  /** The blob to point into for an entry's content, if there is one. */
  private Optional<Digest> blobOf(LayerEntry entry, Layer from) throws IOException {
    LayerMeta meta = from.meta();
    Digest blob = entry.source() > 0 ? meta.sources().get(entry.source() - 1) : meta.diffId();
    boolean known = used.containsKey(blob);
    boolean possible = known || (used.size() < MOST_SOURCES && blobs.contains(blob));
    return possible ? Optional.of(blob) : Optional.empty();
  }

  /**
   * Stores the layer.
   *
   * @return the layer, or the same one that was there already
   */
  public Layer commit() throws IOException {
    try {
      copyFromBlobsOfLittleUse();
      Optional<OwnBytes.Finished> finished = own.finish();
      if (finished.isPresent() && own.isTar()) {
        LayerIndex index = index(null);
        if (isItsTar(index)) {
          return layers.adoptTar(
              finished.get().file(),
              new Conversions.Tar(index, finished.get().digest(), finished.get().size()));
        }
      }
      return commitExtents(finished);
    } catch (IOException e) {
      throw disk.explain(e);
    }
  }

  /**
   * Whether the tar that was written as the entries came is what the index makes: no entry was
   * moved, because its parent is a link, or turned into a link to another.
   */
  private boolean isItsTar(LayerIndex index) throws IOException {
    for (Pending each : pending) {
      LayerEntry entry = each.entry();
      int ordinal = index.indexOf(entry.path());
      if (ordinal < 0 || index.type(ordinal) != entry.type()) {
        return false;
      }
    }
    return index.size() == pending.size() + index.impliedCount()
        && CanonicalTar.layout(index).equals(index);
  }

  private Layer commitExtents(Optional<OwnBytes.Finished> finished) throws IOException {
    Digest ownBlob = null;
    if (finished.isPresent() && finished.get().size() > 0) {
      ownBlob = finished.get().digest();
      blobs.adopt(finished.get().file(), ownBlob);
    }
    LayerIndex index = index(ownBlob);
    LayerMeta meta =
        new LayerMeta(
            Digest.sha256Of(new byte[0]),
            LayerForm.EXTENTS,
            0,
            ownBlob,
            index.sources(),
            disk.clock().instant(),
            null);
    CanonicalTar.Summary tar = Conversions.digest(index, layers.files().contentsInOrder(meta));
    return layers.commit(meta.of(tar.diffId(), tar.size()), index);
  }

  /**
   * @param ownBlob the blob that the own bytes are, null if they are the layer's tar
   */
  private LayerIndex index(@Nullable Digest ownBlob) throws IOException {
    LayerIndex.Builder builder = new LayerIndex.Builder();
    for (Pending each : pending) {
      LayerEntry entry = each.entry();
      builder.add(
          switch (each.where()) {
            case Where.Nowhere _ -> entry;
            case Where.Own _ ->
                ownBlob == null || entry.size() == 0
                    ? entry.withPlace(false, 0, entry.offset())
                    : entry.withPlace(false, builder.source(ownBlob), entry.offset());
            case Where.In in ->
                entry.withPlace(entry.sparse(), builder.source(in.blob()), entry.offset());
          });
    }
    return builder.build();
  }

  /** A blob of which less than half is used would stay for little. */
  private void copyFromBlobsOfLittleUse() throws IOException {
    Set<Digest> little = new HashSet<>();
    for (Map.Entry<Digest, Long> each : used.entrySet()) {
      if (each.getValue() < blobs.size(each.getKey()).orElse(0) / 2) {
        little.add(each.getKey());
      }
    }
    for (int i = 0; i < pending.size() && !little.isEmpty(); i++) {
      Pending each = pending.get(i);
      if (each.where() instanceof Where.In in && little.contains(in.blob())) {
        try (InputStream content = in.layer().contents().open(each.entry())) {
          pending.set(i, new Pending(own.add(each.entry(), content), new Where.Own()));
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    own.close();
  }
}
