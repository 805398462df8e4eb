package dev.varve.archive.tree;

import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.SortedIndex;
import dev.varve.archive.tar.CanonicalTar;
import dev.varve.linux.Dir;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tree as {@link TreeReader} says, and works out two things at the same time: the index
 * with the digests of all content, on several threads, and the digest of the canonical tar, which
 * has to be made in order. The index is there first. Small files are read once for both.
 *
 * <p>{@link #index} and {@link #summary} are each for one thread, which may be different ones.
 */
public final class TreeReading implements AutoCloseable {
  private final Dir root;
  private final List<LayerEntry> entries = new ArrayList<>();

  /** For each hard link the ordinal of its file. */
  private final Map<Integer, Integer> links = new HashMap<>();

  private final TreeFiles files;
  private @Nullable TreeTar tar;

  private TreeReading(Dir root, List<TreeScan.Seen> sorted) {
    this.root = root;
    link(sorted);
    this.files = new TreeFiles(root, entries);
  }

  /** Lists a tree; only its index will be asked for. */
  static TreeReading list(Path tree) throws IOException {
    Dir root = Dir.open(tree);
    try {
      List<TreeScan.Seen> seen = new TreeScan(root).run();
      seen.sort(Comparator.comparing(each -> each.entry().path()));
      return new TreeReading(root, seen);
    } catch (IOException | RuntimeException e) {
      root.close();
      throw e;
    }
  }

  /**
   * Lists a tree and begins to hash its tar. The tree may be renamed meanwhile.
   *
   * @throws IOException as {@link TreeReader#read}
   */
  public static TreeReading start(Path tree) throws IOException {
    TreeReading reading = list(tree);
    reading.tar = new TreeTar(reading.entries, reading.files);
    return reading;
  }

  /** Of the names of one file the first is the file, the others are links to it. */
  private void link(List<TreeScan.Seen> sorted) {
    Map<TreeScan.Inode, Integer> first = new HashMap<>();
    for (TreeScan.Seen seen : sorted) {
      LayerEntry entry = seen.entry();
      int ordinal = entries.size();
      Integer known = seen.inode() == null ? null : first.putIfAbsent(seen.inode(), ordinal);
      if (known != null) {
        LayerEntry file = entries.get(known);
        entry = LayerEntry.hardlink(entry.path(), file.path()).withFileOf(file);
        links.put(ordinal, known);
      }
      entries.add(entry);
    }
  }

  /**
   * The index, once all content is read. To be asked for once.
   *
   * @throws IOException as {@link TreeReader#read}; {@link java.io.InterruptedIOException} when
   *     interrupted
   */
  public LayerIndex index() throws IOException {
    files.read();
    SortedIndex index = new SortedIndex(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      LayerEntry entry = entries.get(i);
      if (entry.hasContent()) {
        int file = entry.type() == EntryType.FILE ? i : links.getOrDefault(i, i);
        entry = entry.withDigest(files.digest(file));
      }
      index.add(entry);
    }
    return CanonicalTar.layout(index.finish());
  }

  /**
   * The digest and size of the canonical tar, once it is hashed.
   *
   * @throws IOException a file cannot be read or has changed; {@link
   *     java.io.InterruptedIOException} when interrupted, which ends the waiting only
   */
  public CanonicalTar.Summary summary() throws IOException {
    TreeTar hashing = tar;
    if (hashing == null) {
      throw new IllegalStateException("nobody hashes the tar");
    }
    return hashing.summary();
  }

  /** Gives up what is under way, and waits until nothing is read any more. */
  @Override
  public void close() {
    if (tar != null) {
      tar.close();
    }
    root.close();
  }
}
