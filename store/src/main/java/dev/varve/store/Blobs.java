package dev.varve.store;

import dev.varve.model.Digest;
import dev.varve.store.disk.DamagedException;
import dev.varve.store.disk.Disk;
import dev.varve.store.disk.DiskFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Immutable bytes by their digest: manifests, image configs, layer tars and the own bytes of layers
 * in extents.
 *
 * <p>A blob appears whole or not at all, and putting one that is there is no error. Every read is
 * checked against the digest. What this store looked up or put stays until the store is closed,
 * whatever others remove.
 */
public final class Blobs {
  /** Any length will do, see {@link #put(InputStream, Digest, long)}. */
  public static final long UNKNOWN_SIZE = -1;

  static final String KIND = "blob";
  private static final int BUFFER = 64 << 10;

  private final Disk disk;
  private final Path directory;

  Blobs(Disk disk) {
    this.disk = disk;
    this.directory = disk.resolve("blobs/" + Digest.ALGORITHM);
  }

  /** Whether the blob is there; it will then stay until the store is closed. */
  public boolean contains(Digest digest) throws IOException {
    return disk.lease(KIND, digest, path(digest));
  }

  /** Its length in bytes, empty when it is not there. */
  public OptionalLong size(Digest digest) throws IOException {
    try {
      return OptionalLong.of(Files.size(path(digest)));
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    }
  }

  /**
   * Opens a blob. The stream throws {@link DamagedException} instead of ending when what it gave is
   * not what the digest says; a reader that stops early has checked nothing.
   *
   * @throws NoSuchFileException if it is not there
   */
  public InputStream open(Digest digest) throws IOException {
    InputStream in = Files.newInputStream(path(digest));
    return new Checked(
        in,
        digest,
        found -> {
          throw new DamagedException(what(digest), "its content has another digest");
        });
  }

  /**
   * Reads a blob whole.
   *
   * @return empty when it is not there
   * @throws DamagedException if it is longer than {@code most} bytes or not what its digest says
   */
  public Optional<byte[]> readAll(Digest digest, int most) throws IOException {
    Optional<byte[]> content = DiskFiles.readIfPresent(path(digest), most);
    if (content.isPresent() && !Digest.sha256Of(content.get()).equals(digest)) {
      throw new DamagedException(what(digest), "its content has another digest");
    }
    return content;
  }

  /** Stores {@code content}. */
  public Digest put(byte[] content) throws IOException {
    return put(content, false);
  }

  /**
   * Stores {@code content}.
   *
   * @param important whether it has to survive a power cut once this returns
   */
  Digest put(byte[] content, boolean important) throws IOException {
    Digest digest = Digest.sha256Of(content);
    if (disk.lease(KIND, digest, path(digest)) && isIntact(digest)) {
      return digest;
    }
    disk.leaseNew(KIND, digest);
    disk.write(path(digest), content, important);
    return digest;
  }

  /**
   * Stores what {@code in} gives, to its end.
   *
   * @param expected the digest it has to have, null if any
   * @param size the number of bytes it has to have, or {@link #UNKNOWN_SIZE}; no more than that is
   *     read
   * @throws DamagedException if digest or size differ; nothing was stored
   */
  public Digest put(InputStream in, @Nullable Digest expected, long size) throws IOException {
    Path temporary = disk.fresh("blob");
    try {
      Digest digest = copy(in, temporary, expected, size);
      adopt(temporary, digest);
      return digest;
    } catch (IOException e) {
      throw disk.explain(e);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private Digest copy(InputStream in, Path to, @Nullable Digest expected, long size)
      throws IOException {
    MessageDigest hash = Digest.newSha256();
    long total = 0;
    try (OutputStream out = Files.newOutputStream(to, StandardOpenOption.CREATE_NEW)) {
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        total += n;
        if (size != UNKNOWN_SIZE && total > size) {
          break;
        }
        hash.update(buffer, 0, n);
        out.write(buffer, 0, n);
      }
    }
    Digest digest = Digest.of(hash);
    String what = expected == null ? "the received blob" : what(expected);
    if (size != UNKNOWN_SIZE && total != size) {
      String seen = total > size ? "more" : "only " + total;
      throw new DamagedException(what, "it should have " + size + " bytes and has " + seen);
    }
    if (expected != null && !digest.equals(expected)) {
      throw new DamagedException(what, "what was received has the digest " + digest);
    }
    return digest;
  }

  /**
   * Makes a finished temporary file a blob, or deletes it when the same blob is there already.
   *
   * @param digest of its content, computed by the caller
   */
  void adopt(Path finished, Digest digest) throws IOException {
    disk.leaseNew(KIND, digest);
    if (Files.exists(path(digest)) && isIntact(digest)) {
      Files.delete(finished);
      return;
    }
    if (disk.syncsAll()) {
      DiskFiles.sync(finished);
    }
    disk.publish(finished, path(digest), false);
  }

  /** Reads the blob and compares it with its digest; false when it is not there, too. */
  public boolean isIntact(Digest digest) throws IOException {
    try (InputStream in = open(digest)) {
      in.transferTo(OutputStream.nullOutputStream());
      return true;
    } catch (DamagedException | NoSuchFileException e) {
      return false;
    }
  }

  /** Every blob, in no particular order. */
  public List<Digest> all() throws IOException {
    List<Digest> found = new ArrayList<>();
    for (Path file : DiskFiles.list(directory)) {
      Digest.tryParseHex(DiskFiles.name(file)).ifPresent(found::add);
    }
    return found;
  }

  /** Removes a blob; it is the caller's to know that nothing needs it. */
  boolean remove(Digest digest) throws IOException {
    return disk.remove(path(digest), false);
  }

  Path directory() {
    return directory;
  }

  Path path(Digest digest) {
    return directory.resolve(digest.hex());
  }

  private static String what(Digest digest) {
    return "blob " + digest;
  }
}
