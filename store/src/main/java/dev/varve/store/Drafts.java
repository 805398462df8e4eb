package dev.varve.store;

import dev.varve.archive.LayerIndex;
import dev.varve.archive.tar.DigestOutput;
import dev.varve.archive.tar.Midstates;
import dev.varve.archive.tar.Sha256State;
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
   * What a layer was made from.
   *
   * @param base the layer of which some entries were changed
   * @param imprints of the directories that were copied
   */
  record Origin(@Nullable Layer base, Imprints imprints) {
    static final Origin NONE = new Origin(null, Imprints.NONE);
  }

  /**
   * Hashes the tar of a draft that {@link #adopt} would hash; empty if there is another way.
   *
   * @param base a layer whose tar may begin as this one
   */
  Optional<Hashed> hashed(TarDraft.Finished draft, @Nullable Layer base) throws IOException {
    return draft.isTar() || isWorn(draft.extents())
        ? Optional.empty()
        : Optional.of(hashed(draft.extents(), base, draft));
  }

  /**
   * Stores a draft as a layer.
   *
   * @param known what {@link #hashed} answered, if it was asked
   * @param index what is in it, with the places of content
   */
  Layer adopt(TarDraft.Finished draft, Optional<Hashed> known, LayerIndex index, Origin origin)
      throws IOException {
    Extents extents = draft.extents();
    if (draft.isTar()) {
      Hashed hashed = new Hashed(extents.blobs().getFirst(), draft.states());
      return tar(draft.file(), hashed, new Content(index, origin.imprints()), extents.size());
    }
    boolean worn = known.isEmpty() && isWorn(extents);
    Hashed hashed =
        worn || known.isPresent() ? known.orElse(null) : hashed(extents, origin.base(), draft);
    Digest own = draft.own();
    if (own != null) {
      blobs.adopt(draft.file(), own);
    }
    return hashed == null
        ? rewritten(extents, new Content(index, origin.imprints()))
        : extents(draft, hashed, index, origin);
  }

  /** What is in a layer. */
  private record Content(LayerIndex index, Imprints imprints) {}

  /** A diff ID and how it came about. */
  record Hashed(Digest diffId, Midstates states) {}

  private Layer tar(Path file, Hashed hashed, Content content, long size) throws IOException {
    Digest diffId = hashed.diffId();
    Optional<Layer> known = layers.findHere(diffId);
    if (known.isPresent()) {
      return known.get();
    }
    blobs.adopt(file, diffId);
    return layers.commit(
        new LayerMeta(
            diffId, LayerForm.TAR, size, diffId, List.of(), null, disk.clock().instant(), null),
        content.index(),
        new Publishing.Beside(null, hashed.states(), content.imprints()));
  }

  private Layer extents(TarDraft.Finished draft, Hashed hashed, LayerIndex index, Origin origin)
      throws IOException {
    Extents extents = draft.extents();
    Layer base = origin.base();
    return layers.commit(
        new LayerMeta(
            hashed.diffId(),
            LayerForm.EXTENTS,
            extents.size(),
            draft.own(),
            extents.blobs(),
            base == null ? null : base.diffId(),
            disk.clock().instant(),
            null),
        index,
        new Publishing.Beside(extents, hashed.states(), origin.imprints()));
  }

  /** Hashes a tar, of which a draft is a part, from where it starts to differ from another one. */
  private Hashed hashed(Extents extents, @Nullable Layer base, TarDraft.Finished draft)
      throws IOException {
    Midstates known = Midstates.NONE;
    long from = 0;
    if (base != null && Sha256State.isSupported()) {
      Extents before = extents(base).orElse(null);
      known = layers.files().states(base.diffId());
      from = before == null ? 0 : known.before(extents.sharedPrefix(before));
    }
    OutputStream nowhere = OutputStream.nullOutputStream();
    OpenedContents.Places places = blob -> blob.equals(draft.own()) ? draft.file() : place(blob);
    try (DigestOutput digesting =
            DigestOutput.resumed(nowhere, known, from).orElseGet(() -> new DigestOutput(nowhere));
        ExtentBytes bytes = new ExtentBytes(extents, places)) {
      bytes.transferTo(digesting, from);
      return new Hashed(digesting.finish(), digesting.states());
    }
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

  private Layer rewritten(Extents extents, Content content) throws IOException {
    Path file = disk.fresh("tar");
    try {
      Hashed hashed;
      try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
          DigestOutput digesting = DigestOutput.withStates(out);
          ExtentBytes bytes = layers.files().bytes(extents)) {
        bytes.transferTo(digesting, 0);
        hashed = new Hashed(digesting.finish(), digesting.states());
      }
      return tar(file, hashed, content, extents.size());
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
