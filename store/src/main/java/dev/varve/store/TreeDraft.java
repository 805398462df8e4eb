package dev.varve.store;

import dev.varve.archive.ContentSource;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.tar.CanonicalTar;
import dev.varve.archive.tree.TreeContents;
import dev.varve.archive.tree.TreeReading;
import dev.varve.store.disk.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * A directory on its way to being a layer: what is in it is known, its diff ID is being worked out.
 * It can be read and mounted meanwhile.
 */
final class TreeDraft {
  private final Path prepared;
  private final Instant created;
  private final TreeContents contents;
  private final LayerIndex index;

  /** Null when nobody needs it any more: it holds every entry. */
  private volatile @Nullable TreeReading reading;

  /** Shared while somebody relies on the tree's path, exclusive while the tree is renamed. */
  private final ReadWriteLock place = new ReentrantReadWriteLock();

  private TreeDraft(
      Path prepared,
      Instant created,
      TreeReading reading,
      TreeContents contents,
      LayerIndex index) {
    this.prepared = prepared;
    this.created = created;
    this.reading = reading;
    this.contents = contents;
    this.index = index;
  }

  /** Moves a directory into scratch, and reads it; its tar is hashed in the background. */
  static TreeDraft of(Disk disk, Path upper) throws IOException {
    Path prepared = disk.freshDirectory("layer");
    Path tree = prepared.resolve(LayerFiles.TREE);
    Files.move(upper, tree, StandardCopyOption.ATOMIC_MOVE);
    TreeReading reading = TreeReading.start(tree);
    try {
      LayerIndex index = reading.index();
      return new TreeDraft(
          prepared, disk.clock().instant(), reading, TreeContents.open(tree), index);
    } catch (IOException | RuntimeException e) {
      reading.close();
      throw e;
    }
  }

  LayerIndex index() {
    return index;
  }

  Instant created() {
    return created;
  }

  Path tree() {
    return prepared.resolve(LayerFiles.TREE);
  }

  /** The content of its files, checked as it is read, wherever the tree is by now. */
  ContentSource contents() {
    return Checked.contents(contents);
  }

  /** Keeps the tree from being renamed. */
  Lock staying() {
    return place.readLock();
  }

  /** Puts a finished layer into the store. */
  @FunctionalInterface
  interface Publisher {
    Layer publish(Path prepared, LayerMeta meta, LayerIndex index) throws IOException;
  }

  /**
   * Waits for the diff ID and makes the directory the layer, or finds the same layer there. Not for
   * several threads.
   */
  LayerMeta seal(Publisher publisher) throws IOException {
    TreeReading hashing = reading;
    if (hashing == null) {
      throw new IllegalStateException("given up");
    }
    CanonicalTar.Summary tar = hashing.summary();
    LayerMeta meta =
        new LayerMeta(
            tar.diffId(), LayerForm.TREE, tar.size(), null, List.of(), null, created, null);
    place.writeLock().lock();
    try {
      // An attempt that was interrupted may have left it.
      Files.deleteIfExists(prepared.resolve(LayerFiles.INDEX));
      LayerMeta sealed = publisher.publish(prepared, meta, index).meta();
      abandon();
      return sealed;
    } finally {
      place.writeLock().unlock();
    }
  }

  /** Ends the hashing; what is there can still be read. */
  void abandon() {
    TreeReading hashing = reading;
    reading = null;
    if (hashing != null) {
      hashing.close();
    }
  }

  void close() {
    abandon();
    contents.close();
  }
}
