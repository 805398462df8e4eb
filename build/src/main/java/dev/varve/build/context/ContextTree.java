package dev.varve.build.context;

import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What is in a context after {@code .dockerignore}: entries sorted by path (as {@link EntryPath}
 * sorts), with the metadata of the scan. Contents are read when a {@link ContextSelection} is
 * digested. Safe for use by several threads, except that one selection is digested at a time.
 */
public final class ContextTree {
  private static final int MAX_LINKS = 255;

  private final Folder root;
  private final ContextContents contents;
  private final TreeDigest digests = new TreeDigest();

  ContextTree(Folder root, ContextContents contents) {
    this.root = root;
    this.contents = contents;
  }

  Folder root() {
    return root;
  }

  ContextContents contents() {
    return contents;
  }

  TreeDigest digests() {
    return digests;
  }

  /** The root directory. */
  public ContextEntry top() {
    return new ContextEntry(this, null, 0, EntryPath.ROOT);
  }

  /**
   * The contents of a directory by number; empty if it is none, or if in it or below a file has
   * several names.
   *
   * @throws dev.varve.model.VarveException a directory cannot be read
   */
  public Optional<Folder> folderWithoutLinks(EntryPath path) {
    Optional<ContextEntry> entry = find(path);
    Folder self = entry.isEmpty() ? null : entry.get().self();
    return self == null || hasLinks(self) ? Optional.empty() : Optional.of(self);
  }

  private static boolean hasLinks(Folder folder) {
    Problem problem = folder.problem();
    if (problem != null) {
      throw problem.exception();
    }
    boolean found = folder.hasLinks();
    for (int i : folder.directories()) {
      found = found || hasLinks(TreeDigest.child(folder, i));
    }
    return found;
  }

  /** Whether most entries are in folders of which something has yet to be read. */
  public boolean isMostlyUnknown() {
    long[] sums = new long[2];
    sumUnknown(root, sums);
    return sums[0] > sums[1];
  }

  private static void sumUnknown(Folder folder, long[] sums) {
    sums[folder.isDigested() ? 1 : 0] += folder.size();
    for (int i : folder.directories()) {
      sumUnknown(TreeDigest.child(folder, i), sums);
    }
  }

  /** Whether the files of a folder are files still, which a {@link #reader} can read. */
  public boolean isReadable(Folder folder) {
    return folder instanceof ScannedFolder;
  }

  /** Reads the files of a folder. */
  public FolderReader reader(Folder folder) throws IOException {
    return contents
        .reader(folder)
        .orElseThrow(() -> new IllegalStateException("not in a directory: " + folder.path()));
  }

  /** An entry of a folder of this tree. */
  public ContextEntry entry(Folder folder, int index) {
    byte[] name = folder.name(index);
    try {
      return new ContextEntry(this, folder, index, folder.path().child(name));
    } catch (IllegalArgumentException tooLong) {
      throw Problem.unreadable(folder.path(), new IOException(tooLong.getMessage()));
    }
  }

  /** The entry at a path; symlinks are entries, and are not followed anywhere in the path. */
  public Optional<ContextEntry> find(EntryPath path) {
    ContextEntry current = top();
    for (byte[] name : path.components()) {
      Optional<ContextEntry> child = current.child(name);
      if (child.isEmpty()) {
        return Optional.empty();
      }
      current = child.get();
    }
    return Optional.of(current);
  }

  /**
   * The entry that a path leads to when symlinks are followed, the last one too, with the root of
   * the context as the root of everything. Empty when there is none, or after 255 links.
   */
  public Optional<ContextEntry> resolve(EntryPath path) throws IOException {
    Deque<byte[]> ahead = new ArrayDeque<>(Arrays.asList(path.components()));
    ContextEntry current = top();
    int links = 0;
    while (!ahead.isEmpty()) {
      byte[] name = ahead.pop();
      if (isName(name, "..")) {
        current = find(current.path().parent()).orElseThrow();
        continue;
      }
      Optional<ContextEntry> child = current.child(name);
      if (child.isEmpty()) {
        return Optional.empty();
      }
      if (child.get().type() != EntryType.SYMLINK) {
        current = child.get();
        continue;
      }
      if (++links > MAX_LINKS) {
        return Optional.empty();
      }
      byte[] target = child.get().linkTarget();
      push(target, ahead);
      if (target.length > 0 && target[0] == '/') {
        current = top();
      }
    }
    return Optional.of(current);
  }

  private static boolean isName(byte[] name, String text) {
    return Arrays.equals(name, text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Puts a link's components in front of what is still ahead. */
  private static void push(byte[] target, Deque<byte[]> ahead) {
    int end = target.length;
    for (int i = target.length - 1; i >= -1; i--) {
      if (i >= 0 && target[i] != '/') {
        continue;
      }
      byte[] name = Arrays.copyOfRange(target, i + 1, end);
      if (name.length > 0 && !isName(name, ".")) {
        ahead.push(name);
      }
      end = i;
    }
  }

  /**
   * What a source of COPY names: one path, or, when it has wildcards, any number of them, sorted.
   * Links on the way and a link named itself are followed, see {@link #resolve}.
   *
   * @param source as in the Dockerfile after expansion
   * @return empty when nothing is there
   * @throws IllegalArgumentException the path leaves the context; the message says how
   * @throws dev.varve.dockerfile.pattern.BadPatternException the wildcards have bad syntax
   */
  public List<Source> select(String source) throws IOException {
    return Sources.select(this, source);
  }

  /** How much there is. */
  public record Totals(long files, long bytes) {}

  /** Counts the files and their bytes; directories that could not be read count as empty. */
  public Totals totals() {
    long[] sums = new long[2];
    count(root, sums);
    return new Totals(sums[0], sums[1]);
  }

  private static void count(Folder folder, long[] sums) {
    sums[0] += folder.files();
    sums[1] += folder.bytes();
    for (int i : folder.directories()) {
      count(TreeDigest.child(folder, i), sums);
    }
  }
}
