package dev.varve.archive;

import static dev.varve.archive.IndexFormat.RECORD;

import dev.varve.model.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one layer, sorted by path, each path once, every parent present except that the
 * root itself may be missing. Immutable and safe for use by several threads.
 *
 * <p>An entry is known by its ordinal, 0 to {@link #size()} - 1. A directory's entries follow it
 * directly, up to {@link #end}. Entries are decoded when asked for; a look-up decodes none.
 */
public final class LayerIndex implements Iterable<LayerEntry> {
  private final IndexParts parts;
  private final int count;

  LayerIndex(IndexParts parts) {
    this.parts = parts;
    this.count = parts.count();
  }

  /** The index of a layer that changes nothing. */
  public static LayerIndex empty() {
    try {
      return new Builder().build();
    } catch (ArchiveException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Opens an index file: a large one is mapped, a small one read.
   *
   * @throws ArchiveException the file is damaged, no index, or of a newer version
   */
  public static LayerIndex open(Path path) throws IOException {
    return new LayerIndex(IndexFile.open(path));
  }

  /** Writes the index to a new file, which must not exist. Not atomic and not synced. */
  public void write(Path path) throws IOException {
    IndexFile.write(parts, path);
  }

  /**
   * The same entries with all content in the layer's own tar, not sparse, at the offsets given for
   * each entry by its ordinal.
   */
  public LayerIndex placed(long[] offsets) {
    return new LayerIndex(parts.placed(offsets));
  }

  public int size() {
    return count;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /** Bytes of content of all files, each file counted once. */
  public long contentSize() {
    return parts.head().getLong(IndexFormat.H_CONTENT_SIZE);
  }

  /** How many directories are {@link LayerEntry#implied}. */
  public int impliedCount() {
    return parts.head().getInt(IndexFormat.H_IMPLIED);
  }

  /** How many hard links lead to files of lower layers. */
  public int externalLinkCount() {
    return parts.head().getInt(IndexFormat.H_EXTERNAL_LINKS);
  }

  /** The other layers whose tars hold content of this one; source n is at position n - 1. */
  public List<Digest> sources() {
    return parts.sources();
  }

  /**
   * The digest of all entries without times, source and offset: equal for layers that later steps
   * cannot tell apart.
   *
   * @throws IllegalStateException some content's digest is not known
   */
  public Digest identity() {
    if (parts.head().getInt(IndexFormat.H_IDENTITY_KNOWN) == 0) {
      throw new IllegalStateException("an index without content digests has no identity");
    }
    return parts.headDigest(IndexFormat.H_IDENTITY);
  }

  public LayerEntry entry(int ordinal) {
    return EntryDecoder.decode(parts.records(), at(ordinal), parts.heap());
  }

  public EntryPath path(int ordinal) {
    return EntryPath.unchecked(parts.path(at(ordinal)));
  }

  /** Bytes of the path. */
  public int pathLength(int ordinal) {
    return parts.pathLength(at(ordinal));
  }

  /**
   * Compares the end of an entry's path, without its first {@code from} bytes, with a name that
   * holds no slash.
   */
  public int compareName(int ordinal, int from, byte[] name) {
    return parts.compareName(at(ordinal), from, name);
  }

  /** Permissions, 07777. */
  public int mode(int ordinal) {
    return parts.records().getShort(at(ordinal) + IndexFormat.R_MODE) & 07777;
  }

  public long uid(int ordinal) {
    return Integer.toUnsignedLong(parts.records().getInt(at(ordinal) + IndexFormat.R_UID));
  }

  public long gid(int ordinal) {
    return Integer.toUnsignedLong(parts.records().getInt(at(ordinal) + IndexFormat.R_GID));
  }

  public long mtimeSeconds(int ordinal) {
    return parts.records().getLong(at(ordinal) + IndexFormat.R_SECONDS);
  }

  public int mtimeNanos(int ordinal) {
    return parts.records().getInt(at(ordinal) + IndexFormat.R_NANOS);
  }

  /** Where a file's content starts, see {@link LayerEntry#offset}. */
  public long offset(int ordinal) {
    return parts.records().getLong(at(ordinal) + IndexFormat.R_OFFSET);
  }

  /** Whether an entry has a link target, attributes or a device number. */
  public boolean hasExtra(int ordinal) {
    return parts.records().getInt(at(ordinal) + IndexFormat.R_EXTRA) >= 0;
  }

  /** Whether an entry's content has, for certain, the digest whose bytes are there in an array. */
  public boolean hasDigest(int ordinal, byte[] digests, int offset) {
    return parts.hasDigest(at(ordinal), digests, offset);
  }

  /**
   * Whether the entries say all there is to say: files, directories, links and devices; no hard
   * links, whiteouts, implied or opaque directories, content of other layers or holes.
   */
  public boolean isPlain() {
    return parts.isPlain();
  }

  IndexParts parts() {
    return parts;
  }

  public EntryType type(int ordinal) {
    return EntryType.ofCode(parts.records().get(at(ordinal) + IndexFormat.R_TYPE));
  }

  /** {@link LayerEntry#size()} without decoding the rest. */
  public long fileSize(int ordinal) {
    return parts.records().getLong(at(ordinal) + IndexFormat.R_SIZE);
  }

  /** The ordinal after the last entry below {@code ordinal}. */
  public int end(int ordinal) {
    return parts.records().getInt(at(ordinal) + IndexFormat.R_END);
  }

  /** The ordinal of the directory that holds the entry; -1 if that is a root without an entry. */
  public int parent(int ordinal) {
    return parts.records().getInt(at(ordinal) + IndexFormat.R_PARENT);
  }

  /** Whether nothing of lower layers can be seen at or below the entry: see {@link RootView}. */
  boolean covered(int ordinal) {
    return (parts.records().get(at(ordinal) + IndexFormat.R_FLAGS) & IndexFormat.COVERED) != 0;
  }

  /** Whether a directory is implied or opaque. */
  public boolean isSpecialDirectory(int ordinal) {
    int special = IndexFormat.OPAQUE | IndexFormat.IMPLIED;
    return (parts.records().get(at(ordinal) + IndexFormat.R_FLAGS) & special) != 0;
  }

  public boolean isImplied(int ordinal) {
    return (parts.records().get(at(ordinal) + IndexFormat.R_FLAGS) & IndexFormat.IMPLIED) != 0;
  }

  public Optional<LayerEntry> find(EntryPath path) {
    int ordinal = indexOf(path);
    return ordinal < 0 ? Optional.empty() : Optional.of(entry(ordinal));
  }

  /** The ordinal of {@code path}, or -(insertion point) - 1 as {@code Arrays.binarySearch}. */
  public int indexOf(EntryPath path) {
    byte[] wanted = path.raw();
    int low = 0;
    int high = count - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = parts.comparePath(at(middle), wanted);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -low - 1;
  }

  /** Whether the entry's path is {@code path}. */
  boolean hasPath(int ordinal, EntryPath path) {
    return parts.pathLength(at(ordinal)) == path.length()
        && parts.comparePath(at(ordinal), path.raw()) == 0;
  }

  /** The entries from {@code from} up to, not including, {@code to}. */
  public record Range(int from, int to) {}

  /** The entry at {@code prefix}, if there is one, and all below it. */
  public Range range(EntryPath prefix) {
    if (prefix.isRoot()) {
      return new Range(0, count);
    }
    int ordinal = indexOf(prefix);
    return ordinal < 0 ? new Range(-ordinal - 1, -ordinal - 1) : new Range(ordinal, end(ordinal));
  }

  /** The ordinal of the first entry directly in {@code directory}; walk on with {@link #end}. */
  public Range children(EntryPath directory) {
    Range all = range(directory);
    boolean self = all.from < all.to && pathLength(all.from) == directory.length();
    return self ? new Range(all.from + 1, all.to) : all;
  }

  /**
   * The ordinal of the deepest entry that is {@code path} or a directory above it; -1 if the layer
   * has none of them.
   */
  int deepest(EntryPath path) {
    int found = indexOf(path);
    if (found >= 0) {
      return found;
    }
    // What sorts directly before the path shares its deepest ancestor.
    int near = -found - 2;
    while (near >= 0 && !path.startsWith(path(near))) {
      near = parent(near);
    }
    return near;
  }

  @Override
  public Iterator<LayerEntry> iterator() {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < count;
      }

      @Override
      public LayerEntry next() {
        if (next >= count) {
          throw new NoSuchElementException();
        }
        return entry(next++);
      }
    };
  }

  private int at(int ordinal) {
    if (ordinal < 0 || ordinal >= count) {
      throw new IndexOutOfBoundsException(ordinal);
    }
    return ordinal * RECORD;
  }

  /** Whether both hold the same entries, times and places included. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof LayerIndex that && parts.holdsSame(that.parts);
  }

  @Override
  public int hashCode() {
    return 31 * count + parts.head().getInt(IndexFormat.H_IDENTITY);
  }

  @Override
  public String toString() {
    return "LayerIndex[" + count + " entries]";
  }

  /**
   * Collects entries in any order and makes an index of them, as if they were applied one after the
   * other: a later entry replaces an earlier one (and what was below it, unless both are
   * directories), missing parents become implied directories, parents that are symbolic links of
   * this layer are followed inside the root. A whiteout or an opaque marker hides only what lower
   * layers have, wherever it comes. The first name of a file in path order becomes the file, the
   * others hard links to it.
   */
  public static final class Builder {
    private final LayerAssembly assembly;
    private final List<Digest> sources = new ArrayList<>();

    public Builder() {
      this(Limits.DEFAULT);
    }

    public Builder(Limits limits) {
      assembly = new LayerAssembly(limits.entries());
    }

    /** Names another layer's tar as a source of content; answers the number entries use for it. */
    public int source(Digest diffId) {
      int known = sources.indexOf(diffId);
      if (known >= 0) {
        return known + 1;
      }
      sources.add(diffId);
      return sources.size();
    }

    /**
     * @throws ArchiveException the entry cannot be where it says: below a file, through a loop of
     *     links, a root that is no directory, a hard link to a directory; or there are too many
     */
    public Builder add(LayerEntry entry) throws ArchiveException {
      assembly.add(entry);
      return this;
    }

    /**
     * The directory, which is implied unless it is also added, hides what lower layers have in it.
     */
    public Builder opaque(EntryPath directory) throws ArchiveException {
      return add(LayerEntry.directory(directory, 0755).withImplied(true).withOpaque(true));
    }

    /**
     * @throws ArchiveException hard links that lead to each other or to a directory
     */
    public LayerIndex build() throws ArchiveException {
      assembly.bindLinks();
      List<LayerNode> nodes = assembly.sorted();
      IndexEncoder encoder = new IndexEncoder(nodes.size(), 64 + 48 * nodes.size());
      for (LayerNode node : nodes) {
        encoder.add(LayerAssembly.finished(node), LayerAssembly.leadsOut(node));
      }
      return new LayerIndex(encoder.finish(sources));
    }
  }
}
