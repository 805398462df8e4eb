package dev.varve.store;

import dev.varve.archive.LayerIndex;
import dev.varve.archive.tar.DigestOutput;
import dev.varve.model.Digest;
import dev.varve.store.disk.Disk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes layers of finished drafts. */
final class Drafts {
  /** A tar in more pieces than this is written as one. */
  private static final int MOST_RANGES = 4096;

  /** Each is a file that is opened to read the layer. */
  private static final int MOST_BLOBS = 256;

  private final Layers layers;
  private final Disk disk;
  private final Blobs blobs;

  Drafts(Layers layers, Disk disk, Blobs blobs) {
    this.layers = layers;
    this.disk = disk;
    this.blobs = blobs;
  }

  TarDraft start() throws IOException {
    return new TarDraft(disk);
  }

  Disk disk() {
    return disk;
  }

  Path place(Digest blob) throws IOException {
    return layers.place(blob);
  }

  long blobSize(Digest blob) throws IOException {
    return blobs.size(blob).orElse(0);
  }

  /**
   * What the tar of a layer consists of, to be pointed into: its blobs stay until the store is
   * closed. Empty if it lies in a tree only, or something is missing.
   */
  Optional<Extents> extents(Layer layer) throws IOException {
    LayerMeta meta = layer.meta();
    Extents extents =
        meta.form() == LayerForm.TREE
            ? Extents.of(meta.diffId(), meta.size())
            : layers.files().extents(meta).orElseThrow();
    for (Digest blob : extents.blobs()) {
      if (!blobs.contains(blob)) {
        return Optional.empty();
      }
    }
    return Optional.of(extents);
  }

  /**
   * Stores a draft as a layer.
   *
   * @param index what is in it, with the places of content
   * @param base the layer that it was made from by changing some entries
   */
  Layer adopt(TarDraft.Finished draft, LayerIndex index, @Nullable Layer base) throws IOException {
    if (draft.isTar()) {
      return tar(draft.file(), draft.extents().blobs().getFirst(), index, draft.extents().size());
    }
    Digest own = draft.own();
    if (own != null) {
      blobs.adopt(draft.file(), own);
    }
    return isWorn(draft.extents())
        ? rewritten(draft.extents(), index)
        : extents(draft.extents(), own, index, base);
  }

  private Layer tar(Path file, Digest diffId, LayerIndex index, long size) throws IOException {
    Optional<Layer> known = layers.find(diffId);
    if (known.isPresent()) {
      return known.get();
    }
    blobs.adopt(file, diffId);
    return layers.commit(
        new LayerMeta(
            diffId, LayerForm.TAR, size, diffId, List.of(), null, disk.clock().instant(), null),
        index,
        null);
  }

  private Layer extents(
      Extents extents, @Nullable Digest own, LayerIndex index, @Nullable Layer base)
      throws IOException {
    Digest diffId;
    try (DigestOutput digesting = new DigestOutput(OutputStream.nullOutputStream());
        ExtentBytes bytes = layers.files().bytes(extents)) {
      bytes.transferTo(digesting, 0);
      diffId = digesting.finish();
    }
    return layers.commit(
        new LayerMeta(
            diffId,
            LayerForm.EXTENTS,
            extents.size(),
            own,
            extents.blobs(),
            base == null ? null : base.diffId(),
            disk.clock().instant(),
            null),
        index,
        extents);
  }

  /** Whether a tar has become a patchwork, or keeps blobs of which it uses little. */
  private boolean isWorn(Extents extents) throws IOException {
    if (extents.count() > MOST_RANGES || extents.blobs().size() > MOST_BLOBS) {
      return true;
    }
    long unused = 0;
    for (var used : extents.used().entrySet()) {
      unused += Math.max(0, blobSize(used.getKey()) - used.getValue());
    }
    return unused > extents.size() / 2;
  }

  private Layer rewritten(Extents extents, LayerIndex index) throws IOException {
    Path file = disk.fresh("tar");
    try {
      Digest diffId;
      try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
          DigestOutput digesting = new DigestOutput(out);
          ExtentBytes bytes = layers.files().bytes(extents)) {
        bytes.transferTo(digesting, 0);
        diffId = digesting.finish();
      }
      return tar(file, diffId, index, extents.size());
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
