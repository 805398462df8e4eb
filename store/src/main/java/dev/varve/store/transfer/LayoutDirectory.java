package dev.varve.store.transfer;

import dev.varve.model.Descriptor;
import dev.varve.model.Digest;
import dev.varve.model.Index;
import dev.varve.model.Json;
import dev.varve.model.JsonException;
import dev.varve.model.VarveException;
import dev.varve.store.disk.DamagedException;
import dev.varve.store.disk.DiskFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An OCI image layout in a directory (OCI image spec, "Image Layout"). Blobs and the index appear
 * by rename, whole or not at all. A blob that is a link is none.
 */
public final class LayoutDirectory {
  private static final String LAYOUT = "{\"imageLayoutVersion\":\"1.0.0\"}";
  private static final int BUFFER = 256 << 10;

  private final Path directory;

  public LayoutDirectory(Path directory) {
    this.directory = directory.toAbsolutePath().normalize();
  }

  public Path path() {
    return directory;
  }

  /** Makes the directory a layout if it is none yet. */
  public void create() throws IOException {
    Files.createDirectories(blobs());
    if (!Files.exists(directory.resolve("oci-layout"))) {
      write(directory.resolve("oci-layout"), LAYOUT.getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** Whether there is a layout in it. */
  public boolean exists() {
    return Files.isRegularFile(directory.resolve("index.json"));
  }

  public boolean has(Digest blob) {
    return Files.isRegularFile(path(blob), LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Opens a blob, whose content nobody has checked.
   *
   * @throws VarveException if it is not there
   */
  public InputStream open(Digest blob) throws IOException {
    try {
      if (has(blob)) {
        return Files.newInputStream(path(blob), LinkOption.NOFOLLOW_LINKS);
      }
    } catch (NoSuchFileException e) {
      // As if it had never been there.
    }
    throw new VarveException(
        VarveException.Code.NOT_FOUND, "blob " + blob + " is missing in " + directory);
  }

  /**
   * A small blob, whole and compared with its digest.
   *
   * @throws DamagedException if it is missing or something else
   */
  public byte[] document(Descriptor blob) throws IOException {
    Optional<byte[]> content = DiskFiles.readIfPresent(path(blob.digest()), Json.MAX_BYTES);
    if (content.isEmpty() || !Digest.sha256Of(content.get()).equals(blob.digest())) {
      throw new DamagedException(
          "blob " + blob.digest() + " in " + directory, "it is missing or has another digest");
    }
    return content.get();
  }

  /** Stores a small blob. */
  public void put(byte[] content) throws IOException {
    Path target = path(Digest.sha256Of(content));
    if (!Files.exists(target)) {
      write(target, content);
    }
  }

  /**
   * Stores a blob.
   *
   * @throws DamagedException if it has another digest; nothing was stored
   */
  public void put(Digest blob, InputStream content) throws IOException {
    Path temporary = temporary(path(blob));
    MessageDigest hash = Digest.newSha256();
    try {
      try (OutputStream out =
          new DigestOutputStream(
              new BufferedOutputStream(
                  Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW), BUFFER),
              hash)) {
        content.transferTo(out);
      }
      Digest found = Digest.of(hash);
      if (!found.equals(blob)) {
        throw new DamagedException("blob " + blob, "its content has the digest " + found);
      }
      Files.move(temporary, path(blob), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /**
   * What {@code index.json} lists.
   *
   * @throws DamagedException if it is missing or damaged
   */
  public Index index() throws IOException {
    Optional<byte[]> file =
        DiskFiles.readIfPresent(directory.resolve("index.json"), Json.MAX_BYTES);
    try {
      return Index.parse(
          file.orElseThrow(
              () -> new DamagedException(directory.toString(), "it has no index.json")));
    } catch (JsonException e) {
      throw new DamagedException(directory.toString(), String.valueOf(e.getMessage()));
    }
  }

  /** Lists a manifest under a tag, in place of what had that tag before. */
  public void tag(String tag, Descriptor manifest) throws IOException {
    List<Descriptor> all = new ArrayList<>();
    if (exists()) {
      for (Descriptor each : index().manifests()) {
        boolean same = tag.equals(each.annotations().get(Names.REF_NAME));
        if (!same && !each.digest().equals(manifest.digest())) {
          all.add(each);
        }
      }
    }
    all.add(manifest.withAnnotations(Map.of(Names.REF_NAME, tag)));
    write(directory.resolve("index.json"), new Index(all).toBytes());
  }

  /** Lists manifests as they are described, in place of those that had the same name before. */
  void add(List<Descriptor> manifests) throws IOException {
    List<Descriptor> all = new ArrayList<>();
    if (exists()) {
      for (Descriptor each : index().manifests()) {
        if (manifests.stream().noneMatch(fresh -> replaces(fresh, each))) {
          all.add(each);
        }
      }
    }
    all.addAll(manifests);
    write(directory.resolve("index.json"), new Index(all).toBytes());
  }

  private static boolean replaces(Descriptor fresh, Descriptor old) {
    Optional<dev.varve.model.Reference> name = Names.of(fresh.annotations());
    return fresh.digest().equals(old.digest())
        || (name.isPresent() && name.equals(Names.of(old.annotations())));
  }

  /** The manifest that has a tag. */
  public Optional<Descriptor> tagged(String tag) throws IOException {
    return index().manifests().stream()
        .filter(each -> tag.equals(each.annotations().get(Names.REF_NAME)))
        .findFirst();
  }

  private Path blobs() {
    return directory.resolve("blobs").resolve(Digest.ALGORITHM);
  }

  private Path path(Digest blob) {
    return blobs().resolve(blob.hex());
  }

  private static Path temporary(Path target) {
    return target.resolveSibling(
        "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".partial");
  }

  private static void write(Path target, byte[] content) throws IOException {
    Path temporary = temporary(target);
    try {
      Files.write(temporary, content);
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
