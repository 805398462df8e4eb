package dev.varve.store.files;

import dev.varve.model.Digest;
import dev.varve.store.disk.DamagedException;
import dev.varve.store.disk.Disk;
import dev.varve.store.disk.DiskFiles;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * File lists by the digest that stands for the files in a cache key. A list that is nearly the same
 * as another is stored as the difference to it. They only explain; losing one loses nothing else.
 */
public final class FileLists {
  private static final int MAX_BYTES = 256 << 20;

  /** How many differences have to be read for one list, at most. */
  private static final int MOST_DEPTH = 16;

  private final Disk disk;
  private final Path directory;

  /** The list that was read last: what explains a change is what the next list changes. */
  private volatile SoftReference<@Nullable Known> last = new SoftReference<>(null);

  private record Known(Digest id, FileList list) {}

  public FileLists(Disk disk) {
    this.disk = disk;
    this.directory = disk.resolve("files");
  }

  /** The list of that digest; empty if there is none, or it is damaged, or one it builds on is. */
  public Optional<FileList> find(Digest id) throws IOException {
    try {
      Optional<FileList> found = readOnce(id);
      found.ifPresent(list -> last = new SoftReference<>(new Known(id, list)));
      return found;
    } catch (DamagedException e) {
      remove(id); // so that it can be stored again
      return Optional.empty();
    }
  }

  /** Whether there is a file of that digest; it may be damaged. */
  public boolean has(Digest id) {
    return Files.exists(path(id));
  }

  private Optional<FileList> readOnce(Digest id) throws IOException {
    Known known = last.get();
    return known != null && known.id().equals(id)
        ? Optional.of(known.list())
        : read(id, MOST_DEPTH);
  }

  /** Stores a list, if there is none of that digest yet. */
  public void put(Digest id, FileList list) throws IOException {
    put(id, new ListCodec.Stored(null, 0, List.of(), list.files()));
  }

  /**
   * As {@link #put(Digest, FileList)}, as a difference to the list {@code base} if that is small.
   */
  public void put(Digest id, FileList list, Digest base) throws IOException {
    put(
        id,
        difference(id, list, base).orElse(new ListCodec.Stored(null, 0, List.of(), list.files())));
  }

  private Optional<ListCodec.Stored> difference(Digest id, FileList list, Digest base)
      throws IOException {
    try {
      Optional<ListCodec.Stored> stored = id.equals(base) ? Optional.empty() : stored(base);
      if (stored.isEmpty() || stored.get().depth() >= MOST_DEPTH) {
        return Optional.empty();
      }
      Optional<FileList> older = readOnce(base);
      if (older.isEmpty()) {
        return Optional.empty();
      }
      FileList.Difference difference = list.since(older.get());
      List<ListedFile> put = new ArrayList<>(difference.added());
      difference.modified().forEach(each -> put.add(each.newer()));
      put.sort(java.util.Comparator.comparing(ListedFile::path));
      return put.size() + difference.removed().size() > list.files().size() / 4
          ? Optional.empty()
          : Optional.of(
              new ListCodec.Stored(base, stored.get().depth() + 1, difference.removed(), put));
    } catch (DamagedException e) {
      return Optional.empty();
    }
  }

  private void put(Digest id, ListCodec.Stored list) throws IOException {
    if (!has(id)) {
      disk.write(path(id), ListCodec.encode(list), false);
    }
  }

  private Optional<FileList> read(Digest id, int depth) throws IOException {
    Optional<ListCodec.Stored> found = stored(id);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    ListCodec.Stored stored = found.get();
    Digest base = stored.base();
    if (base == null) {
      return Optional.of(FileList.of(stored.put()));
    }
    if (depth == 0) {
      throw new DamagedException("file list " + id, "it builds on too many others");
    }
    return read(base, depth - 1).map(list -> list.apply(stored.put(), stored.removed()));
  }

  private Optional<ListCodec.Stored> stored(Digest id) throws IOException {
    return DiskFiles.readIfPresent(path(id), MAX_BYTES)
        .map(bytes -> ListCodec.decode(bytes, "file list " + id));
  }

  /**
   * The list that a list is a difference to; null if it stands alone or is not there.
   *
   * @throws DamagedException if it is damaged
   */
  public @Nullable Digest base(Digest id) throws IOException {
    return stored(id).map(ListCodec.Stored::base).orElse(null);
  }

  /**
   * Reads a list.
   *
   * @throws DamagedException if it is damaged, or one it builds on is
   */
  public void check(Digest id) throws IOException {
    Optional<ListCodec.Stored> stored = stored(id);
    Digest base = stored.map(ListCodec.Stored::base).orElse(null);
    if (base != null && stored(base).isEmpty()) {
      throw new DamagedException("file list " + id, "it builds on " + base + ", which is missing");
    }
  }

  /** The digests of all lists, in no particular order. */
  public List<Digest> all() throws IOException {
    List<Digest> found = new ArrayList<>();
    for (Path file : DiskFiles.list(directory)) {
      Digest.tryParseHex(DiskFiles.name(file)).ifPresent(found::add);
    }
    return found;
  }

  /** Bytes on the disk; 0 if there is no such list. */
  public long size(Digest id) throws IOException {
    Path file = path(id);
    return Files.exists(file) ? Files.size(file) : 0;
  }

  /** Removes a list; it may be gone already. */
  public boolean remove(Digest id) throws IOException {
    last.clear();
    return disk.remove(path(id), false);
  }

  private Path path(Digest id) {
    return directory.resolve(id.hex());
  }
}
