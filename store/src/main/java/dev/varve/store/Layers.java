package dev.varve.store;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.ContentSource;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.tar.CanonicalTar;
import dev.varve.archive.tar.Midstates;
import dev.varve.archive.tree.TreeContents;
import dev.varve.model.Digest;
import dev.varve.model.VarveException;
import dev.varve.store.disk.DamagedException;
import dev.varve.store.disk.Disk;
import dev.varve.store.disk.Locks;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The layers of the store, by diff ID.
 *
 * <p>Making a layer is atomic, and making one that is there answers the one that is there: the same
 * layer is stored once, however many processes make it at the same time. What this store found or
 * made stays until the store is closed, whatever others remove.
 */
public final class Layers {
  static final String KIND = "layer";
  private static final int BUFFER = 256 << 10;

  private final Disk disk;
  private final Blobs blobs;
  private final LayerFiles files;
  private final Trees trees;
  private final Drafts drafts;

  /** Those that were found and leased: they stay, so they need not be looked for again. */
  private final Map<Digest, Layer> leased = new ConcurrentHashMap<>();

  Layers(Disk disk, Blobs blobs) {
    this.disk = disk;
    this.blobs = blobs;
    this.files = new LayerFiles(disk, blobs, this::place);
    this.trees = new Trees(files, this::find);
    this.drafts = new Drafts(this, disk, blobs);
  }

  /**
   * The layer with that diff ID. One that was written before the last reboot and never known to be
   * on the disk is verified first, once; one that is damaged is not there (and removed, so that it
   * can be made again).
   */
  public Optional<Layer> find(Digest diffId) throws IOException {
    Layer before = leased.get(diffId);
    if (before != null && !files.isSuspect(diffId)) {
      return Optional.of(before);
    }
    leased.remove(diffId);
    Optional<Layer> found = look(diffId);
    found.ifPresent(layer -> leased.put(diffId, layer));
    return found;
  }

  private Optional<Layer> look(Digest diffId) throws IOException {
    if (!disk.lease(KIND, diffId, files.directory(diffId))) {
      return Optional.empty();
    }
    try {
      Optional<LayerMeta> meta = files.meta(diffId);
      if (meta.isEmpty() || isTrusted(meta.get())) {
        return meta.map(this::layer);
      }
    } catch (DamagedException e) {
      // looked at again below, when nobody is changing it
    }
    return verified(diffId);
  }

  /**
   * As {@link #find}, for a layer that has to be there.
   *
   * @throws VarveException if it is not, or damaged
   */
  public Layer get(Digest diffId) throws IOException {
    return find(diffId)
        .orElseThrow(
            () ->
                new VarveException(
                    VarveException.Code.CORRUPT,
                    "layer " + diffId + " is missing in the store or was damaged",
                    "build, pull or load the image again"));
  }

  /**
   * As {@link #find}, only to tell about it: neither keeps it from being removed nor verifies it.
   */
  public Optional<Layer> peek(Digest diffId) throws IOException {
    try {
      return files.meta(diffId).map(this::layer);
    } catch (DamagedException e) {
      return Optional.empty();
    }
  }

  /** The diff IDs of all layers, in no particular order. */
  public List<Digest> all() throws IOException {
    return files.all();
  }

  /** The layer that changes nothing. */
  public Layer empty() throws IOException {
    return create(LayerIndex.empty(), ContentSource.NONE);
  }

  private boolean isTrusted(LayerMeta meta) {
    return meta.boot() == null || meta.boot().equals(disk.boot());
  }

  private Layer layer(LayerMeta meta) {
    return new Layer(files, trees, meta);
  }

  private Optional<Layer> verified(Digest diffId) throws IOException {
    files.clearSuspicion(diffId);
    try (Locks.Held _ = files.lock(diffId)) {
      Optional<LayerMeta> meta = files.meta(diffId);
      if (meta.isEmpty() || isTrusted(meta.get())) {
        return meta.map(this::layer);
      }
      if (new LayerCheck(files).damage(meta.get()).isEmpty()) {
        LayerMeta known = meta.get().withBoot(null);
        files.writeMeta(known);
        return Optional.of(layer(known));
      }
    } catch (DamagedException e) {
      // the same as damage found by the check
    }
    remove(diffId);
    return Optional.empty();
  }

  /** Takes a damaged layer away, under its lock. */
  private void remove(Digest diffId) throws IOException {
    files.discard(diffId);
    if (blobs.size(diffId).isPresent() && !blobs.isIntact(diffId)) {
      blobs.remove(diffId);
    }
  }

  /** As {@link #importTar(InputStream, Digest)}, whatever the diff ID is. */
  public Layer importTar(InputStream tar) throws IOException {
    return importing(tar, null);
  }

  /**
   * Stores a layer as its uncompressed tar, whose bytes are kept as they are.
   *
   * @throws DamagedException if it has another diff ID; nothing was stored
   * @throws ArchiveException if it is no tar, or one that no layer may be; nothing was stored
   */
  public Layer importTar(InputStream tar, Digest expected) throws IOException {
    return importing(tar, expected);
  }

  private Layer importing(InputStream tar, @Nullable Digest expected) throws IOException {
    Path copy = disk.fresh("tar");
    try {
      Conversions.Tar scanned;
      try (OutputStream out = create(copy)) {
        scanned = Conversions.scan(tar, out);
      }
      return adoptTar(copy, scanned, expected);
    } catch (IOException e) {
      throw disk.explain(e);
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  /**
   * As {@link #importTar(InputStream, Digest)} for a file of this store's scratch directory, which
   * becomes part of the store instead of being copied.
   */
  public Layer importFile(Path tar, Digest expected) throws IOException {
    Conversions.Tar scanned;
    try (InputStream in = Files.newInputStream(tar)) {
      scanned = Conversions.scan(in, OutputStream.nullOutputStream());
    }
    return adoptTar(tar, scanned, expected);
  }

  /** As {@link #adoptTar(Path, Conversions.Tar, Digest)}, whatever the diff ID is. */
  Layer adoptTar(Path tar, Conversions.Tar written) throws IOException {
    return adoptTar(tar, written, null);
  }

  /** Makes a finished file of the scratch directory the tar of a layer. */
  private Layer adoptTar(Path tar, Conversions.Tar scanned, @Nullable Digest expected)
      throws IOException {
    Digest diffId = scanned.diffId();
    if (expected != null && !diffId.equals(expected)) {
      throw new DamagedException(
          "layer " + expected, "what was received has the diff ID " + diffId);
    }
    Optional<Layer> known = find(diffId);
    if (known.isPresent()) {
      return known.get();
    }
    blobs.adopt(tar, diffId);
    return commit(
        new LayerMeta(
            diffId,
            LayerForm.TAR,
            scanned.size(),
            null,
            List.of(),
            null,
            disk.clock().instant(),
            null),
        scanned.index(),
        Beside.NOTHING);
  }

  /**
   * Stores a layer of entries whose content {@code contents} gives, as its canonical tar.
   *
   * @param index with the digests of all content
   * @throws DamagedException if some content is not what the index says; nothing was stored
   */
  public Layer create(LayerIndex index, ContentSource contents) throws IOException {
    Path tar = disk.fresh("tar");
    try {
      Conversions.Tar written;
      try (OutputStream out = create(tar)) {
        written = Conversions.writeTar(index, checked(contents), out);
      }
      return adoptTar(tar, written);
    } catch (IOException e) {
      throw disk.explain(e);
    } finally {
      Files.deleteIfExists(tar);
    }
  }

  /** The same content, refused where it is not what the index says. */
  private static ContentSource checked(ContentSource contents) {
    return entry -> {
      Digest digest = entry.digest();
      if (digest == null) {
        throw new IllegalArgumentException(entry.path() + " has no digest in the index");
      }
      return new Checked(
          contents.open(entry),
          digest,
          found -> {
            throw new DamagedException(
                "file " + entry.path().absolute(), "its content changed while it was read");
          });
    };
  }

  /**
   * Makes a directory a layer: the upper directory of an overlay, with its whiteouts and opaque
   * directories. It is moved into the store and must not be changed any more; it may already serve
   * as a lower directory.
   *
   * @param upper on the store's file system, as one of {@link Scratch} is
   */
  public Layer commitTree(Path upper) throws IOException {
    Path prepared = disk.freshDirectory("layer");
    Path tree = prepared.resolve(LayerFiles.TREE);
    Files.move(upper, tree, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    LayerIndex index = Conversions.readTree(tree);
    CanonicalTar.Summary tar;
    try (TreeContents contents = TreeContents.open(tree)) {
      tar = Conversions.digest(index, contents);
    }
    LayerMeta meta =
        new LayerMeta(
            tar.diffId(),
            LayerForm.TREE,
            tar.size(),
            null,
            List.of(),
            null,
            disk.clock().instant(),
            null);
    // A tree that turns out to be known stays in scratch: it may be mounted already.
    Optional<Layer> known = find(tar.diffId());
    return known.isPresent() ? known.get() : publish(prepared, meta, index, Beside.NOTHING);
  }

  /**
   * The trees of a stack of layers, to be the lower directories of an overlay that is mounted with
   * {@code userxattr}: bottom first, made where they are not there yet. Layers that change nothing
   * have none; a layer that says nothing about some directory it has files in, or links to files
   * below it, has one that fits those below.
   */
  public List<Path> trees(List<Layer> bottomFirst) throws IOException {
    return trees.of(bottomFirst);
  }

  /** Where a blob lies; the tar of a layer that has another form is made first. */
  Path place(Digest blob) throws IOException {
    Path file = blobs.path(blob);
    if (!Files.exists(file)) {
      Optional<Layer> layer = peek(blob);
      if (layer.isPresent()) {
        tar(layer.get());
      }
    }
    return file;
  }

  /** The layer's tar as a file, which is made if the layer has other forms only. */
  Path tar(Layer layer) throws IOException {
    Path file = blobs.path(layer.diffId());
    if (Files.exists(file)) {
      return file;
    }
    try (Locks.Held _ = disk.locks().exclusiveIo("tar-" + layer.diffId().hex())) {
      if (!Files.exists(file)) {
        Path fresh = disk.fresh("tar");
        try {
          try (OutputStream out = create(fresh)) {
            layer.writeTar(out);
          }
          blobs.adopt(fresh, layer.diffId());
        } catch (IOException e) {
          throw disk.explain(e);
        } finally {
          Files.deleteIfExists(fresh);
        }
      }
    }
    return file;
  }

  /**
   * Starts a layer that differs in some entries from another one; empty if that one is none that
   * can be edited, so that the new one has to be made entry by entry.
   */
  public Optional<LayerEdit> edit(Layer old) throws IOException {
    return Optional.ofNullable(LayerEdit.of(drafts, old));
  }

  /**
   * Starts a layer whose tar is made somewhere else.
   *
   * @param entries about how many it will have
   */
  public LayerPack pack(int entries) throws IOException {
    return new LayerPack(drafts, entries);
  }

  /** Starts a layer that is made entry by entry. */
  public LayerWriter newLayer() throws IOException {
    return new LayerWriter(drafts);
  }

  /**
   * What lies beside the index of a layer.
   *
   * @param extents of a layer of that form
   */
  record Beside(@Nullable Extents extents, Midstates states, Imprints imprints) {
    static final Beside NOTHING = new Beside(null, Midstates.NONE, Imprints.NONE);
  }

  /**
   * Makes a layer whose blobs are in place; answers the one that is there if another was faster.
   */
  Layer commit(LayerMeta meta, LayerIndex index, Beside beside) throws IOException {
    return publish(disk.freshDirectory("layer"), meta, index, beside);
  }

  private Layer publish(Path prepared, LayerMeta meta, LayerIndex index, Beside beside)
      throws IOException {
    LayerMeta marked = meta.withBoot(disk.syncsAll() ? null : disk.boot());
    try {
      index.write(prepared.resolve(LayerFiles.INDEX));
      if (beside.extents() != null) {
        Files.write(prepared.resolve(LayerFiles.EXTENTS), beside.extents().toBytes());
      }
      if (beside.states().count() > 0) {
        byte[] states = beside.states().toBytes(meta.diffId());
        Files.write(prepared.resolve(LayerFiles.STATES), states);
      }
      if (beside.imprints().count() > 0) {
        byte[] imprints = beside.imprints().toBytes(meta.diffId());
        Files.write(prepared.resolve(LayerFiles.IMPRINTS), imprints);
      }
      disk.write(prepared.resolve(LayerFiles.META), marked.toBytes(), false);
      if (disk.syncsAll()) {
        disk.syncFileSystem();
      }
    } catch (IOException e) {
      throw disk.explain(e);
    }
    disk.leaseNew(KIND, meta.diffId());
    Path target = files.directory(meta.diffId());
    while (true) {
      Optional<Layer> known = find(meta.diffId());
      if (known.isPresent()) {
        return known.get();
      }
      try {
        disk.publish(prepared, target, false);
        return layer(marked);
      } catch (java.nio.file.FileSystemException e) {
        // Somebody made it between the look and the rename: look again.
        if (!Files.exists(target)) {
          throw disk.explain(e);
        }
      }
    }
  }

  private static OutputStream create(Path file) throws IOException {
    return new BufferedOutputStream(
        Files.newOutputStream(file, StandardOpenOption.CREATE_NEW), BUFFER);
  }

  /** Ends the use of all layers' content. */
  void close() {
    files.close();
  }

  LayerFiles files() {
    return files;
  }
}
