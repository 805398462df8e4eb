package dev.varve.build.step;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.Limits;
import dev.varve.archive.compress.Compression;
import dev.varve.archive.tar.LayerScan;
import dev.varve.archive.tar.TarContents;
import dev.varve.build.copy.Archives;
import dev.varve.build.copy.SourceTree;
import dev.varve.store.Scratch;
import dev.varve.store.Store;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads archives once, decompressed into the store's scratch directory. */
final class ScratchArchives implements Archives, AutoCloseable {
  private static final int BLOCK = 512;
  private static final int BUFFER = 256 << 10;

  private final Store store;
  private final List<AutoCloseable> open = new ArrayList<>();

  ScratchArchives(Store store) {
    this.store = store;
  }

  @Override
  public Optional<Archive> open(SourceTree tree, SourceTree.Node file) throws IOException {
    if (!startsLikeTar(tree, file)) {
      return Optional.empty();
    }
    Scratch.Directory scratch = store.scratch().directory("archive");
    open.add(scratch);
    Path copy = scratch.path().resolve("tar");
    LayerScan.ScannedLayer scanned;
    try (InputStream in = Compression.decompressed(tree.open(file), Limits.DEFAULT);
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(copy), BUFFER)) {
      scanned = LayerScan.scan(in, out, Limits.DEFAULT);
    } catch (ArchiveException e) {
      throw new ArchiveException("cannot unpack " + file.path() + ": " + e.getMessage(), e);
    }
    TarContents contents = TarContents.open(copy);
    open.add(contents);
    return Optional.of(new Archive(scanned.index(), contents));
  }

  /** Whether the first block, decompressed, is a tar header: what Docker asks for. */
  private static boolean startsLikeTar(SourceTree tree, SourceTree.Node file) throws IOException {
    byte[] block;
    try (InputStream in = Compression.decompressed(tree.open(file), Limits.DEFAULT)) {
      block = in.readNBytes(BLOCK);
    } catch (ArchiveException e) {
      return false; // begins like compressed data and is not
    }
    return block.length == BLOCK && TarMagic.isHeader(block);
  }

  @Override
  public void close() throws IOException {
    for (AutoCloseable each : open.reversed()) {
      try {
        each.close();
      } catch (IOException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }
}
