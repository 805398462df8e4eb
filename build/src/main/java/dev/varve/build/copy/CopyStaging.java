package dev.varve.build.copy;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.build.copy.Selection.Selected;
import dev.varve.build.copy.SourceTree.Node;
import dev.varve.build.plan.PlannedStep.Inline;
import dev.varve.dockerfile.RawText;
import dev.varve.model.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Works out what a COPY or ADD puts where, by Docker's rules (Dockerfile reference, "COPY" and
 * "ADD"): a destination with a slash at its end is a directory; the contents of a source directory
 * are copied, not itself; links in the destination's path are followed inside the root, the last
 * component is replaced; existing directories are merged.
 */
public final class CopyStaging {
  private final CopySpec spec;
  private final SourceTree source;
  private final TargetTree target;
  private final Archives archives;
  private final EntryPath destination;
  private final boolean intoDirectory;
  private Stamp stamp;

  public CopyStaging(CopySpec spec, SourceTree source, TargetTree target, Archives archives) {
    this.spec = spec;
    this.source = source;
    this.target = target;
    this.archives = archives;
    this.destination = Selection.path(spec.destination());
    this.intoDirectory = spec.destination().endsWith("/");
    this.stamp = new Stamp(spec.owner(), spec.mode(), 0);
  }

  /**
   * Fills the target.
   *
   * @throws Selection.MissingException a source names nothing
   * @throws ArchiveException something in the target is in the way
   */
  public void run() throws IOException, InterruptedException {
    List<Selected> selected = new ArrayList<>();
    List<Integer> perSource = new ArrayList<>();
    Selection selection = new Selection(source);
    List<CopySources> sources = new ArrayList<>();
    for (String each : spec.sources()) {
      CopySources one = new CopySources(spec, each);
      List<Selected> matches = one.select(selection);
      sources.add(one);
      selected.addAll(matches);
      perSource.add(matches.size());
    }
    requireDirectoryForMany(selected.size() + spec.inline().size());
    stamp = new Stamp(spec.owner(), spec.mode(), newest(selected));
    int next = 0;
    for (int i = 0; i < perSource.size(); i++) {
      for (int n = 0; n < perSource.get(i); n++) {
        copy(selected.get(next++), sources.get(i).filter());
      }
    }
    for (Inline file : spec.inline()) {
      inline(file);
    }
  }

  private void requireDirectoryForMany(int count) throws IOException {
    if (count > 1 && spec.sources().size() + spec.inline().size() == 1 && !intoDirectory) {
      Optional<LayerEntry> there = target.find(target.follow(destination));
      if (there.isEmpty() || !there.get().isDirectory()) {
        throw new ArchiveException(
            destination,
            "has to be a directory for several sources, so its name has to end with a slash");
      }
    }
  }

  private static long newest(List<Selected> selected) {
    long newest = 0;
    for (Selected each : selected) {
      newest = Math.max(newest, each.node().entry().mtimeSeconds());
    }
    return newest;
  }

  private void copy(Selected selected, CopyFilter filter) throws IOException, InterruptedException {
    Node node = selected.node();
    if (spec.unpack() && node.entry().type() == EntryType.FILE) {
      source.prepare(List.of(node.path()));
      Optional<Archives.Archive> archive = archives.open(source, node);
      if (archive.isPresent()) {
        unpack(archive.get());
        return;
      }
    }
    EntryPath ensured = target.follow(intoDirectory ? destination : destination.parent());
    target.makeDirectories(ensured, stamp.madeDirectory());
    EntryPath to = target.follow(destination);
    Optional<LayerEntry> there = target.find(to);
    if (!node.isDirectory() && there.isPresent() && there.get().isDirectory()) {
      to = to.child(selected.name().toArray());
    }
    boolean newDirectory = node.isDirectory() && there.isEmpty();
    if (!newDirectory) {
      target.makeDirectories(to.parent(), stamp.madeDirectory());
    }
    new TreeCopy(node, to, filter).run();
  }

  /** {@code --chmod} is about what is copied: nothing of an archive, and no directory for it. */
  private void unpack(Archives.Archive archive) throws IOException {
    LayerEntry made = new Stamp(spec.owner(), Optional.empty(), stamp.seconds()).madeDirectory();
    EntryPath to = target.follow(destination);
    target.makeDirectories(to, made);
    new Unpacking(target, to, spec.owner()).run(archive);
  }

  private void inline(Inline file) throws IOException {
    EntryPath ensured = target.follow(intoDirectory ? destination : destination.parent());
    target.makeDirectories(ensured, stamp.madeDirectory());
    EntryPath to = target.follow(destination);
    Optional<LayerEntry> there = target.find(to);
    if (there.isPresent() && there.get().isDirectory()) {
      to = to.child(RawText.encode(file.path()));
    }
    refuseDirectory(to);
    byte[] content = file.content();
    LayerEntry entry =
        LayerEntry.file(to, 0644, content.length)
            .withTime(stamp.seconds(), 0)
            .withDigest(Digest.sha256Of(content));
    target.put(new StagedEntry(stamp.on(entry), new FileContent.Inline(content), null));
  }

  private void refuseDirectory(EntryPath to) throws IOException {
    Optional<LayerEntry> there = target.find(to);
    if (there.isPresent() && there.get().isDirectory()) {
      throw new ArchiveException(to, "is a directory: a file cannot replace it");
    }
  }

  /** Copies one tree. */
  private final class TreeCopy {
    private final Node top;
    private final EntryPath to;
    private final CopyFilter filter;
    private final Map<Object, EntryPath> firstNames = new HashMap<>();

    TreeCopy(Node top, EntryPath to, CopyFilter filter) {
      this.top = top;
      this.to = to;
      this.filter = filter;
    }

    void run() throws IOException, InterruptedException {
      if (top.isDirectory()) {
        if (!asSubtree()) {
          source.prepare(List.of(top.path()));
          directory(top, to, false);
        }
      } else {
        source.prepare(List.of(top.path()));
        file(top, to);
      }
    }

    /** Most directories need not be staged entry by entry. */
    private boolean asSubtree() throws IOException {
      Optional<SourceFolder> folder = filter.isEmpty() ? source.folder(top) : Optional.empty();
      if (folder.isEmpty() || !target.isFreeFor(folder.get(), to)) {
        return false;
      }
      put(top, to, false);
      target.put(new Subtree(source, folder.get(), top.path(), to, stamp, this::expand));
      return true;
    }

    private void expand() throws IOException, InterruptedException {
      source.prepare(List.of(top.path()));
      contents(top, to);
    }

    private EntryPath relative(Node node) {
      return node.path().rebase(top.path(), EntryPath.ROOT);
    }

    /**
     * @param overwrite whether a directory that is there already takes the source's owner and mode
     */
    private void directory(Node node, EntryPath at, boolean overwrite)
        throws IOException, InterruptedException {
      EntryPath relative = relative(node);
      boolean taken = relative.isRoot() ? true : filter.takes(relative);
      if (taken) {
        parents(relative);
        put(node, at, overwrite);
      } else if (filter.skips(relative)) {
        return;
      }
      contents(node, at);
    }

    private void contents(Node node, EntryPath at) throws IOException, InterruptedException {
      for (Node child : source.children(node.path())) {
        EntryPath below = at.child(child.path().name());
        if (child.isDirectory()) {
          directory(child, below, true);
        } else if (filter.isEmpty() || filter.takes(relative(child))) {
          parents(relative(child));
          file(child, below);
        }
      }
    }

    /** Directories that were passed over are made once something below them is taken. */
    private void parents(EntryPath taken) throws IOException {
      if (filter.isEmpty()) {
        return;
      }
      EntryPath at = taken.parent();
      List<EntryPath> missing = new ArrayList<>();
      while (!at.isRoot() && target.find(to.resolve(at.toArray())).isEmpty()) {
        missing.add(at);
        at = at.parent();
      }
      for (EntryPath each : missing.reversed()) {
        Optional<Node> node = source.find(top.path().resolve(each.toArray()));
        if (node.isPresent()) {
          put(node.get(), to.resolve(each.toArray()), true);
        }
      }
    }

    private void put(Node node, EntryPath at, boolean overwrite) throws IOException {
      Optional<LayerEntry> there = target.find(at);
      if (there.isPresent() && !there.get().isDirectory()) {
        throw new ArchiveException(
            at.absolute() + " is not a directory: one cannot be copied over it");
      }
      if (there.isEmpty() && relative(node).isRoot()) {
        // The contents are copied, not the directory: of that only the time is taken over.
        LayerEntry made =
            stamp
                .madeDirectory()
                .withPath(at)
                .withTime(node.entry().mtimeSeconds(), node.entry().mtimeNanos());
        target.put(new StagedEntry(made, null, node.path()));
      } else if (there.isEmpty() || overwrite) {
        LayerEntry entry = node.entry().withOpaque(false).withImplied(false).withPath(at);
        target.put(new StagedEntry(stamp.on(entry), null, node.path()));
      }
    }

    private void file(Node node, EntryPath at) throws IOException, InterruptedException {
      refuseDirectory(at);
      LayerEntry entry = node.entry().withPath(at);
      Object file = node.file();
      EntryPath first = file == null ? null : firstNames.putIfAbsent(file, at);
      if (first != null) {
        LayerEntry link = LayerEntry.hardlink(at, first).withMetadataOf(entry);
        target.put(new StagedEntry(stamp.on(link), null, node.path()));
        return;
      }
      if (!entry.hasContent()) {
        target.put(new StagedEntry(stamp.on(entry), null, node.path()));
        return;
      }
      Digest digest = source.digest(node);
      LayerEntry plain =
          LayerEntry.file(at, entry.mode(), entry.size()).withMetadataOf(entry).withDigest(digest);
      target.put(new StagedEntry(stamp.on(plain), content(node), node.path()));
    }

    private FileContent content(Node node) {
      return node.layer() != null
          ? new FileContent.InLayer(node.layer(), node.entry())
          : new FileContent.InTree(source, node);
    }
  }
}
