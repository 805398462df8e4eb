package dev.varve.store.compressed;

import dev.varve.model.Digest;
import dev.varve.store.disk.DamagedException;
import dev.varve.store.disk.Disk;
import dev.varve.store.disk.DiskFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Chunks that were compressed in one way, by the names of what is in them. Putting is atomic, and
 * everything is compared with its digest whenever it is read; what does not match is not there.
 *
 * <p>The file of a chunk is the compressed bytes, then its key, a digest of way and name, and the
 * digest of the bytes. Safe for use by several threads and processes.
 */
public final class ChunkCache {
  private static final int SEAL = 2 * Digest.SIZE;

  /** Far more than any chunk is. */
  private static final int MAX_BYTES = 64 << 20;

  private final CompressedFiles files;
  private final String id;

  ChunkCache(CompressedFiles files, String id) {
    this.files = files;
    this.id = id;
  }

  /** The way to compress. */
  public String id() {
    return id;
  }

  /**
   * A compressed chunk in memory.
   *
   * @param bytes nobody may change
   * @param digest of the bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // megabytes, handed on and never compared
  public record Chunk(Digest name, byte[] bytes, Digest digest) {
    /** What a list says about it. */
    public ChunkList.Chunk listed() {
      return new ChunkList.Chunk(name, digest, bytes.length);
    }
  }

  /** A chunk whose bytes have just been made. */
  public static Chunk chunk(Digest name, byte[] bytes) {
    return new Chunk(name, bytes, Digest.sha256Of(bytes));
  }

  /** The chunk of that name; empty if there is none, or only a damaged one. */
  public Optional<Chunk> find(Digest name) throws IOException {
    try {
      Optional<byte[]> file = files.read(path(name), MAX_BYTES);
      return file.isEmpty() ? Optional.empty() : Optional.of(open(file.get(), name));
    } catch (DamagedException e) {
      return Optional.empty();
    }
  }

  private Chunk open(byte[] file, Digest name) {
    int length = file.length - SEAL;
    String what = "compressed chunk " + name;
    if (length < 0) {
      throw new DamagedException(what, "it is cut short");
    }
    byte[] bytes = Arrays.copyOf(file, length);
    Digest digest = Digest.sha256Of(bytes);
    if (!Arrays.equals(seal(name, digest), Arrays.copyOfRange(file, length, file.length))) {
      throw new DamagedException(what, "its checksum does not match");
    }
    return new Chunk(name, bytes, digest);
  }

  private byte[] seal(Digest name, Digest content) {
    byte[] seal = Arrays.copyOf(key(name).bytes(), SEAL);
    content.copyTo(seal, Digest.SIZE);
    return seal;
  }

  private Digest key(Digest name) {
    MessageDigest digest = Digest.newSha256();
    digest.update((id + "\n").getBytes(StandardCharsets.US_ASCII));
    name.update(digest);
    return Digest.of(digest);
  }

  /** A chunk on the disk that nobody can find yet. */
  public record Staged(Path file, Path target) {}

  /** Writes a chunk without putting it in its place. */
  public Staged stage(Chunk chunk) throws IOException {
    byte[] seal = seal(chunk.name(), chunk.digest());
    byte[] whole = Arrays.copyOf(chunk.bytes(), chunk.bytes().length + SEAL);
    System.arraycopy(seal, 0, whole, chunk.bytes().length, SEAL);
    Disk disk = files.disk();
    Path file = disk.fresh("chunk");
    try {
      DiskFiles.writeNew(file, whole, disk.syncsAll());
      return new Staged(file, path(chunk.name()));
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw disk.explain(e);
    }
  }

  /** Puts a chunk in its place; another one of the same name is replaced. */
  public void publish(Staged staged) throws IOException {
    files.disk().publish(staged.file(), staged.target(), false);
  }

  /** The chunks of a layer; empty if nobody has compressed it, or the list is damaged. */
  public Optional<ChunkList> list(Digest diffId) throws IOException {
    try {
      Optional<byte[]> file = files.read(listPath(diffId), ChunkList.MAX_BYTES);
      return file.map(bytes -> ChunkList.parse(bytes, diffId, "list of layer " + diffId));
    } catch (DamagedException e) {
      return Optional.empty();
    }
  }

  /** As {@link #list}, without counting as a use. */
  public Optional<ChunkList> peek(Digest diffId) throws IOException {
    try {
      Optional<byte[]> file = DiskFiles.readIfPresent(listPath(diffId), ChunkList.MAX_BYTES);
      return file.map(bytes -> ChunkList.parse(bytes, diffId, "list of layer " + diffId));
    } catch (DamagedException e) {
      return Optional.empty();
    }
  }

  /** Stores a list; one that was there is replaced. */
  public void put(ChunkList list) throws IOException {
    files.disk().write(listPath(list.diffId()), list.toBytes(), false);
  }

  /** Forgets the chunks of a layer. */
  public void forget(Digest diffId) throws IOException {
    files.disk().remove(listPath(diffId), false);
  }

  /** The diff IDs of all lists, in no particular order. */
  public List<Digest> layers() throws IOException {
    List<Digest> found = new ArrayList<>();
    for (Path file : DiskFiles.list(files.layers(id))) {
      Digest.tryParseHex(DiskFiles.name(file)).ifPresent(found::add);
    }
    return found;
  }

  /** The file of a list; need not exist. */
  public Path listPath(Digest diffId) {
    return files.layers(id).resolve(diffId.hex());
  }

  /** The file of a chunk; need not exist. */
  public Path path(Digest name) {
    String hex = key(name).hex();
    return files.chunks(id).resolve(hex.substring(0, 2)).resolve(hex);
  }

  /** The files of all chunks, in no particular order. */
  public List<Path> chunkFiles() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path shard : DiskFiles.list(files.chunks(id))) {
      found.addAll(DiskFiles.list(shard));
    }
    return found;
  }

  /**
   * Reads the file of a chunk.
   *
   * @throws DamagedException if it is not what some chunk of that file name would be
   */
  public static void check(Path file) throws IOException {
    String name = DiskFiles.name(file);
    byte[] content = DiskFiles.readIfPresent(file, MAX_BYTES).orElse(new byte[0]);
    int length = content.length - SEAL;
    if (length < 0) {
      throw new DamagedException("compressed chunk " + name, "it is cut short");
    }
    byte[] key = Digest.tryParseHex(name).map(Digest::bytes).orElse(new byte[Digest.SIZE]);
    byte[] seal = Arrays.copyOf(key, SEAL);
    Digest.sha256Of(Arrays.copyOf(content, length)).copyTo(seal, Digest.SIZE);
    if (!Arrays.equals(seal, Arrays.copyOfRange(content, length, content.length))) {
      throw new DamagedException("compressed chunk " + name, "its checksum does not match");
    }
  }

  /**
   * Reads a list.
   *
   * @throws DamagedException if it is damaged
   */
  public void checkList(Digest diffId) throws IOException {
    String what = "chunk list " + id + "/" + diffId.hex();
    byte[] content =
        DiskFiles.readIfPresent(listPath(diffId), ChunkList.MAX_BYTES).orElse(new byte[0]);
    ChunkList.parse(content, diffId, what);
  }
}
