package dev.varve.build.context;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.EntryPath;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.Limits;
import dev.varve.archive.compress.Compression;
import dev.varve.archive.tar.LayerScan;
import dev.varve.archive.tar.TarContents;
import dev.varve.store.Scratch;
import dev.varve.store.Store;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The files of an archive. Nothing of it is unpacked: the tar, decompressed, lies in a scratch
 * directory as one file, and an index says where in it each file is. So no name, link, owner or
 * device in a hostile archive ever reaches the file system, and none needs a privilege.
 */
final class ArchiveContents implements ContextContents {
  private static final int BUFFER = 256 << 10;

  private final Scratch.Directory scratch;
  private final TarContents tar;
  private final LayerIndex index;

  private ArchiveContents(Scratch.Directory scratch, TarContents tar, LayerIndex index) {
    this.scratch = scratch;
    this.tar = tar;
    this.index = index;
  }

  /**
   * Reads an archive to its end.
   *
   * @param archive a tar, compressed or not
   * @throws ArchiveException it is malformed or refused
   */
  static ArchiveContents read(InputStream archive, Store store) throws IOException {
    Scratch.Directory scratch = store.scratch().directory("context");
    try {
      Path file = scratch.path().resolve("context.tar");
      LayerIndex index;
      try (InputStream in = Compression.decompressed(archive, Limits.DEFAULT);
          OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER)) {
        index = LayerScan.plain(in, out, Limits.DEFAULT);
      }
      return new ArchiveContents(scratch, TarContents.open(file), index);
    } catch (IOException | RuntimeException | Error e) {
      scratch.close();
      throw e;
    }
  }

  ArchivedFolder root() {
    return ArchivedFolder.of(index, EntryPath.ROOT);
  }

  /** All digests were taken when the archive was read. */
  @Override
  public void digest(List<Wanted> wanted) throws IOException {
    for (Wanted some : wanted) {
      for (int i : some.indexes) {
        file((ArchivedFolder) some.folder, i);
      }
    }
  }

  @Override
  public Optional<FolderReader> reader(Folder folder) {
    return Optional.empty();
  }

  @Override
  public InputStream open(Folder folder, int i) throws IOException {
    return tar.open(file((ArchivedFolder) folder, i));
  }

  /** The entry itself; of a further name of a file, that file. */
  private LayerEntry file(ArchivedFolder folder, int i) throws IOException {
    LayerEntry entry = folder.entry(i);
    Optional<EntryPath> target = entry.hardlinkTarget();
    if (target.isEmpty()) {
      return entry;
    }
    return index
        .find(target.get())
        .orElseThrow(
            () ->
                Problem.unreadable(
                    entry.path(),
                    new ArchiveException(
                        "it is a hard link to " + target.get() + ", which is not in the archive")));
  }

  @Override
  public byte[] linkTarget(Folder folder, int i) {
    return ((ArchivedFolder) folder).entry(i).linkTarget().toArray();
  }

  /** Every file is its first path; one with a single name answers too, and is found to be alone. */
  @Override
  public @Nullable Object fileOf(Folder folder, int i) {
    LayerEntry entry = ((ArchivedFolder) folder).entry(i);
    return entry.hasContent() ? entry.hardlinkTarget().orElse(entry.path()) : null;
  }

  @Override
  public void close() throws IOException {
    tar.close();
    scratch.close();
  }
}
