package dev.varve.store;

import dev.varve.archive.ContentSource;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.Limits;
import dev.varve.archive.tar.CanonicalTar;
import dev.varve.archive.tar.LayerScan;
import dev.varve.archive.tree.TreeReader;
import dev.varve.archive.tree.TreeWriter;
import dev.varve.model.Digest;
import dev.varve.store.disk.DiskFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** How one form of a layer is made from another: where the store meets {@code archive}. */
final class Conversions {
  private Conversions() {}

  /** A tar that was written or read: what is in it, its digest and its length. */
  record Tar(LayerIndex index, Digest diffId, long size) {}

  /** Reads a tar, copying it byte for byte to {@code copy}. */
  static Tar scan(InputStream tar, OutputStream copy) throws IOException {
    LayerScan.ScannedLayer scanned = LayerScan.scan(tar, copy, Limits.DEFAULT);
    return new Tar(scanned.index(), scanned.diffId(), scanned.tarSize());
  }

  /** Writes the canonical tar of an index; the result's index knows where in it content lies. */
  static Tar writeTar(LayerIndex index, ContentSource contents, OutputStream out)
      throws IOException {
    CanonicalTar.Summary written = CanonicalTar.write(index, contents, out);
    return new Tar(CanonicalTar.layout(index), written.diffId(), written.size());
  }

  /** The digest and length of the tar that {@link #writeTar} would write. */
  static CanonicalTar.Summary digest(LayerIndex index, ContentSource contents) throws IOException {
    return CanonicalTar.digest(index, contents);
  }

  /** The entries of a tree, with the digests of its files and their places in its tar. */
  static LayerIndex readTree(Path tree) throws IOException {
    return TreeReader.read(tree);
  }

  /** Unpacks a layer into a new directory. */
  static void writeTree(LayerIndex index, ContentSource contents, Path tree) throws IOException {
    DiskFiles.makeDirectories(tree);
    // Where the layer says nothing about the root it has to be what every user may enter.
    Files.setPosixFilePermissions(tree, PosixFilePermissions.fromString("rwxr-xr-x"));
    TreeWriter.apply(index, contents, tree);
  }
}
