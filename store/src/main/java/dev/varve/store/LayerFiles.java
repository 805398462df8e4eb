package dev.varve.store;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.ContentSource;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.tar.Midstates;
import dev.varve.model.Digest;
import dev.varve.store.disk.DamagedException;
import dev.varve.store.disk.Disk;
import dev.varve.store.disk.DiskFiles;
import dev.varve.store.disk.Locks;
import dev.varve.store.disk.Sealed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The directory {@code layers/<diff ID>/} of each layer: {@code meta} ({@link LayerMeta}), {@code
 * index}, and trees ({@link UnpackedTree}).
 */
final class LayerFiles {
  static final String META = "meta";
  static final String INDEX = "index";
  static final String EXTENTS = "extents";
  static final String STATES = "midstates";
  static final String IMPRINTS = "imprints";
  static final String TREE = "tree";

  /** A tar of so many ranges would not be left as one. */
  private static final int MAX_EXTENTS = 256 << 20;

  private final Disk disk;
  private final Blobs blobs;
  private final OpenedContents opened;
  private final Path directory;

  /** What this process found damage in. */
  private final Set<Digest> suspects = ConcurrentHashMap.newKeySet();

  LayerFiles(Disk disk, Blobs blobs, OpenedContents.Places places) {
    this.disk = disk;
    this.blobs = blobs;
    this.opened = new OpenedContents(places);
    this.directory = disk.resolve("layers");
  }

  Disk disk() {
    return disk;
  }

  Blobs blobs() {
    return blobs;
  }

  Path root() {
    return directory;
  }

  Path directory(Digest diffId) {
    return directory.resolve(diffId.hex());
  }

  /** The tree of a layer that is committed as one. */
  Path tree(Digest diffId) {
    return directory(diffId).resolve(TREE);
  }

  /** The trees of a layer that could be made again: all but the one it may be committed as. */
  List<UnpackedTree> unpacked(LayerMeta meta) throws IOException {
    List<UnpackedTree> found = new ArrayList<>();
    for (Path file : DiskFiles.list(directory(meta.diffId()))) {
      String name = DiskFiles.name(file);
      boolean form = meta.form() == LayerForm.TREE && name.equals(TREE);
      if (UnpackedTree.isName(name) && !form) {
        found.add(new UnpackedTree(disk, directory(meta.diffId()), name));
      }
    }
    return found;
  }

  /**
   * Reads the metadata of a layer; empty when there is no such layer.
   *
   * @throws DamagedException if they are damaged
   */
  Optional<LayerMeta> meta(Digest diffId) throws IOException {
    Path file = directory(diffId).resolve(META);
    Optional<byte[]> bytes = DiskFiles.readIfPresent(file, Sealed.MAX_BYTES);
    if (bytes.isEmpty()) {
      if (Files.exists(directory(diffId))) {
        throw new DamagedException("layer " + diffId, "its metadata are missing");
      }
      return Optional.empty();
    }
    return Optional.of(LayerMeta.parse(bytes.get(), diffId));
  }

  /**
   * Opens the index of a layer.
   *
   * @throws DamagedException if it is damaged or missing
   */
  LayerIndex index(Digest diffId) throws IOException {
    try {
      return LayerIndex.open(directory(diffId).resolve(INDEX));
    } catch (ArchiveException | NoSuchFileException e) {
      throw new DamagedException("layer " + diffId, "its index is missing or damaged");
    }
  }

  /**
   * What the tar of a layer consists of; empty if it lies in a tree only.
   *
   * @throws DamagedException if that is damaged or missing
   */
  Optional<Extents> extents(LayerMeta meta) throws IOException {
    String what = "layer " + meta.diffId();
    return switch (meta.form()) {
      case TAR -> Optional.of(Extents.of(meta.diffId(), meta.size()));
      case TREE -> Optional.empty();
      case EXTENTS -> {
        Optional<byte[]> file =
            DiskFiles.readIfPresent(directory(meta.diffId()).resolve(EXTENTS), MAX_EXTENTS);
        if (file.isEmpty()) {
          throw new DamagedException(what, "its extents are missing");
        }
        yield Optional.of(Extents.parse(file.get(), what));
      }
    };
  }

  /** The states of a layer's diff ID; none if nobody took them. */
  Midstates states(Digest diffId) throws IOException {
    Optional<byte[]> file = DiskFiles.readIfPresent(directory(diffId).resolve(STATES), MAX_EXTENTS);
    return file.isEmpty() ? Midstates.NONE : Midstates.parse(file.get(), diffId);
  }

  /** What a layer's directories were copied from; none if nobody noted it. */
  Imprints imprints(Digest diffId) throws IOException {
    Optional<byte[]> file =
        DiskFiles.readIfPresent(directory(diffId).resolve(IMPRINTS), MAX_EXTENTS);
    return file.isEmpty() ? Imprints.NONE : Imprints.parse(file.get(), diffId);
  }

  /** Whether the states of a layer's diff ID, if there are any, are as they were written. */
  boolean hasSoundStates(Digest diffId) throws IOException {
    return !Files.exists(directory(diffId).resolve(STATES)) || states(diffId).count() > 0;
  }

  /** The tar that some extents make, to be closed by the caller. */
  ExtentBytes bytes(Extents extents) {
    return new ExtentBytes(extents, opened.places());
  }

  /** The content of a layer's files, checked as it is read. */
  ContentSource contents(LayerMeta meta) {
    return contents(meta, List.of());
  }

  /** As {@link #contents(LayerMeta)}, for an index of the layer that has other sources. */
  ContentSource contents(LayerMeta meta, List<Digest> sources) {
    return contents(meta, sources, false);
  }

  /** As {@link #contents(LayerMeta)}, for one thread that reads files in the index' order. */
  ContentSource contentsInOrder(LayerMeta meta) {
    return contents(meta, List.of(), true);
  }

  private ContentSource contents(LayerMeta meta, List<Digest> sources, boolean inOrder) {
    Function<Digest, ContentSource> inBlob = inOrder ? opened::inBlobInOrder : opened::inBlob;
    ContentSource own =
        switch (meta.form()) {
          case TREE -> opened.inTree(tree(meta.diffId()));
          case TAR -> inBlob.apply(meta.diffId());
          case EXTENTS ->
              opened.inExtents(meta.diffId(), () -> extents(meta).orElseThrow(), inOrder);
        };
    List<ContentSource> others = new ArrayList<>();
    for (Digest source : sources) {
      others.add(inBlob.apply(source));
    }
    return new LayerBytes(meta, own, others, () -> suspect(meta));
  }

  /**
   * Remembers that reading a layer showed damage, so that whoever looks for it next verifies it,
   * and makes it again.
   */
  void suspect(LayerMeta meta) {
    suspects.add(meta.diffId());
    try {
      if (Files.exists(directory(meta.diffId()).resolve(META))) {
        writeMeta(meta.withBoot(LayerMeta.SUSPECT));
      }
    } catch (IOException e) {
      // The damage is reported anyway; healing waits for a store that can be written.
    }
  }

  boolean isSuspect(Digest diffId) {
    return suspects.contains(diffId);
  }

  /** Once it is verified, or gone. */
  void clearSuspicion(Digest diffId) {
    suspects.remove(diffId);
  }

  void writeMeta(LayerMeta meta) throws IOException {
    disk.write(directory(meta.diffId()).resolve(META), meta.toBytes(), false);
  }

  /** Excludes others from verifying, unpacking or replacing the layer. */
  Locks.Held lock(Digest diffId) throws IOException {
    return disk.locks().exclusiveIo("layer-" + diffId.hex());
  }

  /** The diff IDs of all layers, in no particular order. */
  List<Digest> all() throws IOException {
    List<Digest> found = new ArrayList<>();
    for (Path each : DiskFiles.list(directory)) {
      Digest.tryParseHex(DiskFiles.name(each)).ifPresent(found::add);
    }
    return found;
  }

  /** Ends the use of what {@link #contents} gave. */
  void close() {
    opened.close();
  }

  void discard(Digest diffId) throws IOException {
    opened.close();
    disk.discard(directory(diffId));
  }
}
