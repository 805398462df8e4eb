package dev.varve.store;

import dev.varve.archive.ContentSource;
import dev.varve.archive.LayerIndex;
import dev.varve.model.Digest;
import dev.varve.store.disk.DamagedException;
import dev.varve.store.disk.Disk;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes layers of tars: what comes from outside, byte for byte, and what entries make. */
final class TarImports {
  private static final int BUFFER = 256 << 10;

  private final Layers layers;
  private final Disk disk;
  private final Blobs blobs;

  TarImports(Layers layers, Disk disk, Blobs blobs) {
    this.layers = layers;
    this.disk = disk;
    this.blobs = blobs;
  }

  /**
   * See {@link Layers#importTar(InputStream, Digest)}; null expects nothing.
   *
   * @param created null for now
   */
  Layer copied(InputStream tar, @Nullable Digest expected, @Nullable Instant created)
      throws IOException {
    Path copy = disk.fresh("tar");
    try {
      Conversions.Tar scanned;
      try (OutputStream out = create(copy)) {
        scanned = Conversions.scan(tar, out);
      }
      return adopt(copy, scanned, expected, created);
    } catch (IOException e) {
      throw disk.explain(e);
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  /** See {@link Layers#importFile}. */
  Layer adopted(Path tar, Digest expected) throws IOException {
    Conversions.Tar scanned;
    try (InputStream in = Files.newInputStream(tar)) {
      scanned = Conversions.scan(in, OutputStream.nullOutputStream());
    }
    return adopt(tar, scanned, expected, null);
  }

  /** See {@link Layers#create}. */
  Layer written(LayerIndex index, ContentSource contents) throws IOException {
    Path tar = disk.fresh("tar");
    try {
      Conversions.Tar written;
      try (OutputStream out = create(tar)) {
        written = Conversions.writeTar(index, Checked.contents(contents), out);
      }
      return adopt(tar, written, null, null);
    } catch (IOException e) {
      throw disk.explain(e);
    } finally {
      Files.deleteIfExists(tar);
    }
  }

  /** Makes a finished file of the scratch directory the tar of a layer. */
  private Layer adopt(
      Path tar, Conversions.Tar scanned, @Nullable Digest expected, @Nullable Instant created)
      throws IOException {
    Digest diffId = scanned.diffId();
    if (expected != null && !diffId.equals(expected)) {
      throw new DamagedException(
          "layer " + expected, "what was received has the diff ID " + diffId);
    }
    Optional<Layer> known = layers.findHere(diffId);
    if (known.isPresent()) {
      return known.get();
    }
    blobs.adopt(tar, diffId);
    return layers.commit(
        new LayerMeta(
            diffId,
            LayerForm.TAR,
            scanned.size(),
            null,
            List.of(),
            null,
            created == null ? disk.clock().instant() : created,
            null),
        scanned.index(),
        Publishing.Beside.NOTHING);
  }

  static OutputStream create(Path file) throws IOException {
    return new BufferedOutputStream(
        Files.newOutputStream(file, StandardOpenOption.CREATE_NEW), BUFFER);
  }
}
