package dev.varve.store;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.ContentSource;
import dev.varve.archive.LayerIndex;
import dev.varve.model.Digest;
import dev.varve.store.disk.DamagedException;
import dev.varve.store.disk.Disk;
import dev.varve.store.disk.DiskFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A tree that was unpacked from a layer and can be unpacked again, with what lies beside it in the
 * layer's directory: {@code <name>.mark}, which says in which boot it was made, and {@code
 * <name>.index} if it is not of the layer's own index but of one fitted to the layers below.
 *
 * <p>The mark and the index are written first: without a tree they mean nothing.
 */
final class UnpackedTree {
  private static final String PREFIX = "tree";
  private static final String MARK = ".mark";
  private static final String INDEX = ".index";

  /** In the mark in place of a boot: known to be on the disk. */
  private static final String SYNCED = "synced";

  private static final int MAX_MARK = 128;
  private static final int KEY = 16;

  private final Disk disk;
  private final Path directory;
  private final String name;

  UnpackedTree(Disk disk, Path directory, String name) {
    this.disk = disk;
    this.directory = directory;
    this.name = name;
  }

  static boolean isName(String name) {
    return name.startsWith(PREFIX) && name.indexOf('.') < 0;
  }

  /** The name of a tree that depends on the layers below it, bottom first. */
  static String nameOn(List<Digest> below) {
    StringBuilder chain = new StringBuilder();
    below.forEach(each -> chain.append(each).append('\n'));
    Digest key = Digest.sha256Of(chain.toString().getBytes(StandardCharsets.ISO_8859_1));
    return PREFIX + "-" + key.hex().substring(0, KEY);
  }

  /** The name of a tree that shows the layer above the tree of another one. */
  static String nameAbove(Digest base) {
    return PREFIX + "-above-" + base.hex().substring(0, KEY);
  }

  Path path() {
    return directory.resolve(name);
  }

  String name() {
    return name;
  }

  private boolean isFitted() {
    return !name.equals(PREFIX);
  }

  private Path beside(String suffix) {
    return directory.resolve(name + suffix);
  }

  /** The index it was unpacked from, given the layer's. */
  LayerIndex index(LayerIndex ofLayer) throws IOException {
    if (!isFitted()) {
      return ofLayer;
    }
    try {
      return LayerIndex.open(beside(INDEX));
    } catch (ArchiveException | NoSuchFileException e) {
      throw new DamagedException(path().toString(), "its index is missing or damaged");
    }
  }

  /** Whether it is there and was not left behind by another boot. */
  boolean isTrusted() throws IOException {
    if (!Files.exists(path())) {
      return false;
    }
    Optional<byte[]> mark = DiskFiles.readIfPresent(beside(MARK), MAX_MARK);
    if (mark.isEmpty()) {
      return false;
    }
    String text = new String(mark.get(), StandardCharsets.ISO_8859_1);
    return text.equals(SYNCED + "\n") || text.equals(disk.boot() + "\n");
  }

  /** Whether a tree that another boot left is what it should be; it is trusted then for good. */
  boolean isGoodAfterReboot(LayerIndex wanted) throws IOException {
    if (!Files.exists(path())) {
      return false;
    }
    if (TreeCheck.damage(wanted, path()).isEmpty()) {
      mark(true);
      return true;
    }
    disk.discard(path());
    return false;
  }

  /** Makes it. The caller holds the layer's lock. */
  void unpack(LayerIndex index, ContentSource contents) throws IOException {
    Path fresh = disk.fresh("tree");
    Path freshIndex = disk.fresh("index");
    try {
      Conversions.writeTree(index, contents, fresh);
      if (disk.syncsAll()) {
        disk.syncFileSystem();
      }
      if (isFitted()) {
        index.write(freshIndex);
        disk.publish(freshIndex, beside(INDEX), false);
      }
      mark(disk.syncsAll());
      disk.publish(fresh, path(), false);
    } catch (IOException e) {
      disk.delete(fresh);
      Files.deleteIfExists(freshIndex);
      throw disk.explain(e);
    }
  }

  private void mark(boolean synced) throws IOException {
    String text = (synced ? SYNCED : disk.boot()) + "\n";
    disk.write(beside(MARK), text.getBytes(StandardCharsets.ISO_8859_1), false);
  }

  /** Takes it out of its place, to be deleted where it is now. */
  Optional<Path> takeAway() throws IOException {
    Optional<Path> trash = disk.takeAway(path());
    Files.deleteIfExists(beside(MARK));
    Files.deleteIfExists(beside(INDEX));
    return trash;
  }
}
