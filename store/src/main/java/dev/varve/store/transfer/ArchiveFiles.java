package dev.varve.store.transfer;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.EntryPath;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.Limits;
import dev.varve.archive.compress.Compression;
import dev.varve.archive.tar.Dialect;
import dev.varve.archive.tar.TarReader;
import dev.varve.model.Digest;
import dev.varve.store.Scratch;
import dev.varve.store.Store;
import dev.varve.store.disk.DamagedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The files of an image archive, laid down in the store's scratch directory: what they are is only
 * known when the last has been read. Names are the archive's; on the disk they are numbers.
 */
final class ArchiveFiles implements AutoCloseable {
  /** An image has a handful of files for each layer. */
  private static final int MOST_ENTRIES = 100_000;

  private static final int MOST_LINKS = 8;
  private static final EntryPath BLOBS = EntryPath.of("blobs/" + Digest.ALGORITHM);
  private static final int BUFFER = 256 << 10;

  private final Scratch.Directory directory;
  private final Map<EntryPath, Spooled> files = new HashMap<>();
  private final Map<EntryPath, LayerEntry> links = new HashMap<>();

  /** Names on the disk so far: none is used twice, whatever the archive has several times. */
  private int names;

  private ArchiveFiles(Scratch.Directory directory) {
    this.directory = directory;
  }

  /** One file of the archive. */
  record Spooled(Path path, long size, Digest digest) {}

  static ArchiveFiles read(Store store, InputStream in) throws IOException {
    ArchiveFiles files = new ArchiveFiles(store.scratch().directory("load"));
    try {
      files.readAll(Compression.decompressed(in, Limits.DEFAULT));
      return files;
    } catch (IOException e) {
      files.close();
      throw store.explain(e);
    } catch (RuntimeException e) {
      files.close();
      throw e;
    }
  }

  private void readAll(InputStream archive) throws IOException {
    TarReader reader =
        new TarReader(archive, Dialect.PLAIN, Limits.DEFAULT.withEntries(MOST_ENTRIES));
    byte[] buffer = new byte[BUFFER];
    for (Optional<LayerEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
      LayerEntry entry = next.get();
      switch (entry.type()) {
        case FILE -> {
          Spooled file = spool(reader.content(), buffer);
          checkBlob(entry.path(), file);
          forget(entry.path());
          files.put(entry.path(), file);
        }
        case SYMLINK, HARDLINK -> {
          forget(entry.path());
          links.put(entry.path(), entry);
        }
        case DIRECTORY -> forget(entry.path());
        case CHAR_DEVICE, BLOCK_DEVICE, FIFO, WHITEOUT ->
            throw new ArchiveException(entry.path(), "no image archive has such an entry");
      }
    }
    reader.drain();
  }

  /** The last entry of a name is the one that counts, whatever it is. */
  private void forget(EntryPath path) throws IOException {
    links.remove(path);
    Spooled before = files.remove(path);
    if (before != null) {
      Files.delete(before.path());
    }
  }

  private Spooled spool(InputStream content, byte[] buffer) throws IOException {
    Path path = directory.path().resolve(Integer.toString(names++));
    MessageDigest hash = Digest.newSha256();
    long size = 0;
    try (OutputStream out = Files.newOutputStream(path, StandardOpenOption.CREATE_NEW)) {
      for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
        hash.update(buffer, 0, n);
        out.write(buffer, 0, n);
        size += n;
      }
    }
    return new Spooled(path, size, Digest.of(hash));
  }

  private static void checkBlob(EntryPath path, Spooled file) {
    if (path.parent().equals(BLOBS)) {
      Optional<Digest> digest = Digest.tryParseHex(path.nameText());
      if (digest.isPresent() && !digest.get().equals(file.digest())) {
        throw new DamagedException(
            "blob " + digest.get() + " of the archive", "it has another digest");
      }
    }
  }

  /** A file by its name, following the links that old archives have between layers. */
  Optional<Spooled> find(EntryPath path) throws ArchiveException {
    EntryPath at = path;
    for (int i = 0; i <= MOST_LINKS; i++) {
      Spooled file = files.get(at);
      if (file != null) {
        return Optional.of(file);
      }
      LayerEntry link = links.get(at);
      if (link == null) {
        return Optional.empty();
      }
      at = target(link);
    }
    throw new ArchiveException(path, "too many links");
  }

  private static EntryPath target(LayerEntry link) throws ArchiveException {
    try {
      return link.hardlinkTarget()
          .orElseGet(() -> link.path().parent().resolve(link.linkTarget().toArray()));
    } catch (IllegalArgumentException e) {
      throw new ArchiveException(link.path(), "a link out of the archive");
    }
  }

  /** The blob of an OCI image layout; a link in its place is none. */
  Optional<Spooled> blob(Digest digest) {
    return Optional.ofNullable(files.get(BLOBS.child(digest.hex())));
  }

  boolean has(String name) {
    return files.containsKey(EntryPath.of(name));
  }

  @Override
  public void close() throws IOException {
    directory.close();
  }
}
