package dev.varve.build.context;

import dev.varve.archive.EntryPath;
import dev.varve.model.Digest;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The sources of one COPY, and the key that they make: the same key if and only if the COPY gives
 * the same files. A directory stands for what is in it, as COPY copies it; its own metadata does
 * not count.
 */
public final class ContextSelection {
  private final ContextTree tree;
  private final List<Source> sources;

  /** The sources in the order in which they are copied. */
  public ContextSelection(ContextTree tree, List<Source> sources) {
    this.tree = tree;
    this.sources = List.copyOf(sources);
  }

  public List<Source> sources() {
    return sources;
  }

  /**
   * The key. Reads the files that are new or changed since an earlier build; afterwards {@link
   * ContextEntry#digest()} of everything selected is known.
   *
   * @throws dev.varve.model.VarveException something selected cannot be read or does not stop
   *     changing
   */
  public Digest digest(Keying keying) throws IOException, InterruptedException {
    tree.contents().digest(wanted());
    MessageDigest digest = Digest.newSha256();
    for (Source source : sources) {
      byte[] name = source.named().name();
      ContextEntry entry = source.entry();
      Folder self = entry.self();
      Folder folder = entry.folder();
      digest.update((byte) (self == null ? 'f' : 'd'));
      digest.update((byte) name.length);
      digest.update(name);
      if (self != null) {
        digest.update(tree.digests().contents(self, keying));
      } else if (folder != null) {
        digest.update(tree.digests().entry(folder, entry.index(), keying));
      }
      for (Map.Entry<EntryPath, EntryPath> link : new TreeMap<>(hardlinks(source)).entrySet()) {
        digest.update((byte) 'h');
        framed(digest, link.getKey());
        framed(digest, link.getValue());
      }
    }
    return Digest.of(digest);
  }

  private static void framed(MessageDigest digest, EntryPath path) {
    byte[] bytes = path.toArray();
    digest.update((byte) bytes.length);
    digest.update((byte) (bytes.length >> 8));
    digest.update(bytes);
  }

  private List<ContextContents.Wanted> wanted() {
    List<ContextContents.Wanted> wanted = new ArrayList<>();
    for (Source source : sources) {
      Folder self = source.entry().self();
      Folder folder = source.entry().folder();
      if (self != null) {
        collect(self, wanted);
      } else if (folder != null) {
        wanted.add(new ContextContents.Wanted(folder, new int[] {source.entry().index()}));
      }
    }
    return wanted;
  }

  private static void collect(Folder folder, List<ContextContents.Wanted> wanted) {
    Problem problem = folder.problem();
    if (problem != null) {
      throw problem.exception();
    }
    for (int i : folder.directories()) {
      collect(TreeDigest.child(folder, i), wanted);
    }
    if (!folder.isDigested()) {
      wanted.add(new ContextContents.Wanted(folder, files(folder)));
    }
  }

  private static int[] files(Folder folder) {
    int[] directories = folder.directories();
    int[] files = new int[folder.size() - directories.length];
    int count = 0;
    int next = 0;
    for (int i = 0; i < folder.size(); i++) {
      if (next < directories.length && directories[next] == i) {
        next++;
      } else {
        files[count++] = i;
      }
    }
    return files;
  }

  /**
   * Which files of a source are further names of another file of the same source: from each such
   * path to the first path of the file. COPY keeps hard links within a source, as Docker does.
   */
  public Map<EntryPath, EntryPath> hardlinks(Source source) {
    Folder self = source.entry().self();
    if (self == null) {
      return Map.of();
    }
    Map<Object, EntryPath> first = new HashMap<>();
    Map<EntryPath, EntryPath> links = new HashMap<>();
    link(self, first, links);
    return links;
  }

  /** In the order of paths, so that the first path comes first. */
  private void link(Folder folder, Map<Object, EntryPath> first, Map<EntryPath, EntryPath> links) {
    int[] visited = folder.hasLinks() ? all(folder.size()) : folder.directories();
    for (int i : visited) {
      Folder child = folder.child(i);
      if (child != null) {
        link(child, first, links);
        continue;
      }
      Object file = tree.contents().fileOf(folder, i);
      if (file == null) {
        continue;
      }
      EntryPath path = folder.path().child(folder.name(i));
      EntryPath earlier = first.putIfAbsent(file, path);
      if (earlier != null) {
        links.put(path, earlier);
      }
    }
  }

  private static int[] all(int count) {
    int[] all = new int[count];
    for (int i = 0; i < count; i++) {
      all[i] = i;
    }
    return all;
  }

  /** Receives the entries of a selection. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Called once for each entry, a directory before what is in it.
     *
     * @param below the entry's path from its source; the root path for the source itself
     */
    void visit(Source source, EntryPath below, ContextEntry entry) throws IOException;
  }

  /** Walks all that is selected, in order. */
  public void walk(Visitor visitor) throws IOException {
    for (Source source : sources) {
      walk(source, source.entry(), visitor);
    }
  }

  private void walk(Source source, ContextEntry entry, Visitor visitor) throws IOException {
    visitor.visit(source, entry.path().rebase(source.entry().path(), EntryPath.ROOT), entry);
    for (ContextEntry child : entry.children()) {
      walk(source, child, visitor);
    }
  }

  /**
   * A file and what of it counts, so that two builds' lists tell which files changed.
   *
   * @param path in the context
   * @param digest over type, counted metadata and content
   */
  public record KeyedFile(EntryPath path, Digest digest) {}

  /**
   * All that {@link #digest} covers, after it was called with the same keying. What counts of a
   * directory is its own metadata here; the directories that are sources themselves are left out.
   */
  public List<KeyedFile> files(Keying keying) throws IOException {
    List<KeyedFile> files = new ArrayList<>();
    walk(
        (_, below, entry) -> {
          Folder folder = entry.folder();
          if (folder == null || (entry.isDirectory() && below.isRoot())) {
            return;
          }
          byte[] digest =
              entry.isDirectory()
                  ? tree.digests().metadata(folder, entry.index(), keying)
                  : tree.digests().entry(folder, entry.index(), keying);
          files.add(new KeyedFile(entry.path(), Digest.ofSha256(digest)));
        });
    return files;
  }
}
