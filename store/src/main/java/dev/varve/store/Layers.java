package dev.varve.store;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.ContentSource;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.model.Digest;
import dev.varve.model.VarveException;
import dev.varve.store.disk.DamagedException;
import dev.varve.store.disk.Disk;
import dev.varve.store.disk.Locks;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
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

  private final Disk disk;
  private final Blobs blobs;
  private final LayerFiles files;
  private final Trees trees;
  private final Drafts drafts;
  private final Publishing publishing;
  private final TarImports imports;

  /** What {@link #stageTree} made, to be closed. */
  private final Queue<TreeDraft> staged = new ConcurrentLinkedQueue<>();

  /** Those that were found and leased: they stay, so they need not be looked for again. */
  private final Map<Digest, Layer> leased = new ConcurrentHashMap<>();

  private final Origins origins;
  private volatile @Nullable LayerSource source;

  /** Those that are not here, of which it is known where they are. */
  private final Map<Digest, Layer> absent = new ConcurrentHashMap<>();

  Layers(Disk disk, Blobs blobs, Origins origins) {
    this.disk = disk;
    this.blobs = blobs;
    this.origins = origins;
    this.files = new LayerFiles(disk, blobs, this::place);
    this.trees = new Trees(files, this::findHere);
    this.drafts = new Drafts(this, disk, blobs);
    this.publishing = new Publishing(disk, files, this::findHere, this::layer);
    this.imports = new TarImports(this, disk, blobs);
  }

  /**
   * Says where layers come from that are not here. From now on {@link #find} finds them as well;
   * what is in such a layer is fetched when it is first asked for.
   */
  public void fetchFrom(LayerSource from) {
    source = from;
  }

  /**
   * The layer with that diff ID. One that was written before the last reboot and never known to be
   * on the disk is verified first, once; one that is damaged is not there (and removed, so that it
   * can be made again). With {@link #fetchFrom} it may be one that is not here yet.
   */
  public Optional<Layer> find(Digest diffId) throws IOException {
    Optional<Layer> here = findHere(diffId);
    return here.isPresent() || source == null ? here : elsewhere(diffId);
  }

  private Optional<Layer> elsewhere(Digest diffId) throws IOException {
    Layer before = absent.get(diffId);
    if (before != null) {
      return Optional.of(before);
    }
    Optional<Origins.Known> known = origins.find(diffId);
    if (known.isEmpty()) {
      return Optional.empty();
    }
    Layer layer = new Layer(files, trees, known.get(), this::fetch);
    Layer other = absent.putIfAbsent(diffId, layer);
    return Optional.of(other == null ? layer : other);
  }

  /** Brings a layer here, and answers what it is here. */
  private LayerMeta fetch(Origins.Known known) throws IOException {
    LayerSource from = source;
    if (from != null && findHere(known.diffId()).isEmpty()) {
      from.fetch(List.of(known));
    }
    Optional<Layer> here = findHere(known.diffId());
    return here.orElseThrow(() -> missing(known.diffId())).meta();
  }

  /**
   * Forgets where a layer is said to be that cannot be had from there; and the records that lead to
   * it.
   *
   * @return whether there was a record: then the step can be performed instead
   */
  public boolean forget(Digest diffId, Records records) throws IOException {
    absent.remove(diffId);
    origins.remove(diffId);
    boolean found = false;
    for (Digest key : records.keys()) {
      Optional<StepRecord> record = records.peek(key);
      if (record.isPresent() && record.get().diffId().equals(diffId)) {
        found |= records.remove(key);
      }
    }
    return found;
  }

  /** Brings those here that are not, all at once; nothing to do for most. */
  public void ready(List<Layer> layers) throws IOException {
    List<Origins.Known> wanted = new ArrayList<>();
    for (Layer layer : layers) {
      Origins.Known known = layer.elsewhere();
      if (known != null && findHere(known.diffId()).isEmpty()) {
        wanted.add(known);
      }
    }
    LayerSource from = source;
    if (!wanted.isEmpty() && from != null) {
      from.fetch(wanted);
    }
  }

  /** As {@link #find}, only of those whose content is here. */
  public Optional<Layer> findHere(Digest diffId) throws IOException {
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
    return find(diffId).orElseThrow(() -> missing(diffId));
  }

  private static VarveException missing(Digest diffId) {
    return new VarveException(
        VarveException.Code.CORRUPT,
        "layer " + diffId + " is missing in the store or was damaged",
        "build, pull or load the image again");
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
    return imports.copied(tar, null, null);
  }

  /**
   * Stores a layer as its uncompressed tar, whose bytes are kept as they are.
   *
   * @throws DamagedException if it has another diff ID; nothing was stored
   * @throws ArchiveException if it is no tar, or one that no layer may be; nothing was stored
   */
  public Layer importTar(InputStream tar, Digest expected) throws IOException {
    return imports.copied(tar, expected, null);
  }

  /**
   * As {@link #importTar(InputStream, Digest)}, of a layer that was made at another time than now.
   */
  public Layer importTar(InputStream tar, Digest expected, Instant created) throws IOException {
    return imports.copied(tar, expected, created);
  }

  /**
   * As {@link #importTar(InputStream, Digest)} for a file of this store's scratch directory, which
   * becomes part of the store instead of being copied.
   */
  public Layer importFile(Path tar, Digest expected) throws IOException {
    return imports.adopted(tar, expected);
  }

  /**
   * Stores a layer of entries whose content {@code contents} gives, as its canonical tar.
   *
   * @param index with the digests of all content
   * @throws DamagedException if some content is not what the index says; nothing was stored
   */
  public Layer create(LayerIndex index, ContentSource contents) throws IOException {
    return imports.written(index, contents);
  }

  /**
   * The layer with no entry newer than some moment: what is newer has that time. Answers the layer
   * itself if nothing is.
   */
  public Layer dated(Layer layer, Instant latest) throws IOException {
    LayerIndex index = layer.index();
    LayerIndex.Builder changed = new LayerIndex.Builder();
    boolean same = true;
    for (LayerEntry entry : index) {
      Instant time = Instant.ofEpochSecond(entry.mtimeSeconds(), entry.mtimeNanos());
      LayerEntry placed = entry.hasContent() ? entry.withPlace(false, 0, 0) : entry;
      if (time.isAfter(latest)) {
        same = false;
        changed.add(placed.withTime(latest.getEpochSecond(), latest.getNano()));
      } else {
        changed.add(placed);
      }
    }
    ContentSource contents = layer.contents();
    return same
        ? layer
        : create(changed.build(), entry -> contents.open(index.find(entry.path()).orElseThrow()));
  }

  /**
   * Makes a directory a layer: the upper directory of an overlay, with its whiteouts and opaque
   * directories. It is moved into the store and must not be changed any more; it may already serve
   * as a lower directory.
   *
   * @param upper on the store's file system, as one of {@link Scratch} is
   */
  public Layer commitTree(Path upper) throws IOException {
    Layer layer = stageTree(upper);
    layer.seal();
    return layer;
  }

  /**
   * As {@link #commitTree}, but returns as soon as it is known what is in the layer: it can be read
   * and mounted, and is {@linkplain Layer#seal sealed} later. Until then it is nothing that others
   * could find, and gone with this process.
   */
  public Layer stageTree(Path upper) throws IOException {
    TreeDraft draft;
    try {
      draft = TreeDraft.of(disk, upper);
    } catch (IOException e) {
      throw disk.explain(e);
    }
    staged.add(draft);
    TreeDraft.Publisher publisher =
        (prepared, meta, index) ->
            publishing.publish(prepared, meta, index, Publishing.Beside.NOTHING);
    return new Layer(files, trees, draft, publisher);
  }

  /**
   * The trees of a stack of layers, to be the lower directories of an overlay that is mounted with
   * {@code userxattr}: bottom first, made where they are not there yet. Layers that change nothing
   * have none; a layer that says nothing about some directory it has files in, or links to files
   * below it, has one that fits those below.
   */
  public List<Path> trees(List<Layer> bottomFirst) throws IOException {
    ready(bottomFirst);
    return trees.of(bottomFirst);
  }

  /**
   * Checks that a stack of layers that came from elsewhere can be unpacked: each by itself was
   * checked when it came in, but what its hard links name may be in those below.
   *
   * @throws ArchiveException a hard link to what no layer has, or to a directory
   */
  public void checkStack(List<Layer> bottomFirst) throws IOException {
    trees.check(bottomFirst);
  }

  /** As {@link #trees}, where a layer that is not sealed yet must not be renamed meanwhile. */
  public HeldTrees holdTrees(List<Layer> bottomFirst) throws IOException {
    ready(bottomFirst);
    // What has to be unpacked, or sealed, is so before anything is held.
    trees.of(bottomFirst);
    return trees.hold(bottomFirst);
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
          try (OutputStream out = TarImports.create(fresh)) {
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
   * Makes a layer whose blobs are in place; answers the one that is there if another was faster.
   */
  Layer commit(LayerMeta meta, LayerIndex index, Publishing.Beside beside) throws IOException {
    return publishing.publish(disk.freshDirectory("layer"), meta, index, beside);
  }

  /** Ends the use of all layers' content, and what is still being worked out about some. */
  void close() {
    for (TreeDraft draft = staged.poll(); draft != null; draft = staged.poll()) {
      draft.close();
    }
    files.close();
  }

  LayerFiles files() {
    return files;
  }
}
