package dev.varve.store;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.ContentSource;
import dev.varve.archive.LayerIndex;
import dev.varve.model.Digest;
import dev.varve.store.disk.DamagedException;
import dev.varve.store.disk.Disk;
import dev.varve.store.disk.DiskFiles;
import dev.varve.store.disk.Locks;
import dev.varve.store.disk.Sealed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The directory {@code layers/<diff ID>/} of each layer: {@code meta} ({@link LayerMeta}), {@code
 * index}, and {@code tree/} if it has one, with {@code tree.mark} unless the tree is its form.
 */
final class LayerFiles {
  static final String META = "meta";
  static final String INDEX = "index";
  static final String TREE = "tree";
  static final String TREE_MARK = "tree.mark";

  /** In {@code tree.mark} in place of a boot: known to be on the disk. */
  private static final String SYNCED = "synced";

  private static final int MAX_MARK = 128;

  private final Disk disk;
  private final Blobs blobs;
  private final OpenedBlobs opened;
  private final Path directory;

  LayerFiles(Disk disk, Blobs blobs) {
    this.disk = disk;
    this.blobs = blobs;
    this.opened = new OpenedBlobs(blobs);
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

  Path tree(Digest diffId) {
    return directory(diffId).resolve(TREE);
  }

  Path treeMark(Digest diffId) {
    return directory(diffId).resolve(TREE_MARK);
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

  /** The content of a layer's files, checked as it is read. */
  ContentSource contents(LayerMeta meta) {
    ContentSource own =
        switch (meta.form()) {
          case TAR -> opened.in(meta.diffId());
          case TREE -> Conversions.fromTree(tree(meta.diffId()));
          case EXTENTS -> meta.own() == null ? ContentSource.NONE : opened.in(meta.own());
        };
    List<ContentSource> sources = new ArrayList<>();
    for (Digest source : meta.sources()) {
      sources.add(opened.in(source));
    }
    return new LayerBytes(meta.diffId(), own, sources, () -> suspect(meta));
  }

  /**
   * Remembers that reading a layer showed damage, so that whoever looks for it next verifies it,
   * and makes it again.
   */
  void suspect(LayerMeta meta) {
    try (Locks.Held _ = lock(meta.diffId())) {
      writeMeta(meta.withBoot(LayerMeta.SUSPECT));
    } catch (IOException e) {
      // The damage is reported anyway; healing waits for a store that can be written.
    }
  }

  void writeMeta(LayerMeta meta) throws IOException {
    disk.write(directory(meta.diffId()).resolve(META), meta.toBytes(), false);
  }

  /** Excludes others from verifying, unpacking or replacing the layer. */
  Locks.Held lock(Digest diffId) throws IOException {
    return disk.locks().exclusiveIo("layer-" + diffId.hex());
  }

  /** Whether the unpacked tree of a layer is there and was not left behind by another boot. */
  boolean hasTrustedTree(Digest diffId) throws IOException {
    return Files.exists(tree(diffId)) && treeMark(diffId, disk.boot());
  }

  /** Whether the tree's mark says {@code synced} or names {@code boot}. */
  private boolean treeMark(Digest diffId, String boot) throws IOException {
    Optional<byte[]> mark = DiskFiles.readIfPresent(treeMark(diffId), MAX_MARK);
    if (mark.isEmpty()) {
      return false;
    }
    String text = new String(mark.get(), StandardCharsets.ISO_8859_1);
    return text.equals(boot + "\n") || text.equals(SYNCED + "\n");
  }

  void markTree(Digest diffId, boolean synced) throws IOException {
    String text = (synced ? SYNCED : disk.boot()) + "\n";
    disk.write(treeMark(diffId), text.getBytes(StandardCharsets.ISO_8859_1), false);
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
