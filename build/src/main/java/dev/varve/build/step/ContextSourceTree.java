package dev.varve.build.step;

import dev.varve.archive.Bytes;
import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.build.context.BuildContext;
import dev.varve.build.context.ContextEntry;
import dev.varve.build.context.ContextSelection;
import dev.varve.build.context.ContextTree;
import dev.varve.build.context.Keying;
import dev.varve.build.context.MissingSource;
import dev.varve.build.context.Source;
import dev.varve.build.copy.Packing;
import dev.varve.build.copy.Selection.Selected;
import dev.varve.build.copy.SourceFolder;
import dev.varve.build.copy.SourceTree;
import dev.varve.build.copy.TargetTree;
import dev.varve.dockerfile.RawText;
import dev.varve.model.Digest;
import dev.varve.store.LayerPack;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The build context as what a COPY reads. */
public final class ContextSourceTree implements SourceTree {
  private final BuildContext context;
  private final ContextTree tree;

  /** Scans the context, if that has not been done yet. */
  public ContextSourceTree(BuildContext context) throws IOException, InterruptedException {
    this.context = context;
    this.tree = context.tree();
  }

  @Override
  public Optional<Node> find(EntryPath path) throws IOException {
    Optional<ContextEntry> entry = tree.find(path);
    return entry.isEmpty() ? Optional.empty() : Optional.of(node(entry.get()));
  }

  @Override
  public List<Node> children(EntryPath directory) throws IOException {
    Optional<ContextEntry> entry = tree.find(directory);
    List<Node> nodes = new ArrayList<>();
    if (entry.isPresent()) {
      for (ContextEntry child : entry.get().children()) {
        nodes.add(node(child));
      }
    }
    return nodes;
  }

  @Override
  public Optional<SourceFolder> folder(Node directory) {
    return tree.folderWithoutLinks(directory.path()).map(folder -> new ContextFolder(tree, folder));
  }

  static Node node(ContextEntry entry) throws IOException {
    EntryType type = entry.type();
    LayerEntry result =
        LayerEntry.of(entry.path(), type, entry.mode())
            .withOwner(entry.uid(), entry.gid())
            .withTime(entry.mtimeSeconds(), entry.mtimeNanos());
    result =
        switch (type) {
          case FILE -> result.withContent(entry.size(), null, 0, 0);
          case SYMLINK -> result.withLinkTarget(Bytes.of(entry.linkTarget()));
          case CHAR_DEVICE, BLOCK_DEVICE -> result.withDevice(entry.devMajor(), entry.devMinor());
          case DIRECTORY, FIFO, HARDLINK, WHITEOUT -> result;
        };
    return new Node(result, entry.file(), null);
  }

  @Override
  public void prepare(List<EntryPath> paths) throws IOException, InterruptedException {
    List<Source> sources = new ArrayList<>();
    for (EntryPath path : paths) {
      tree.find(path).ifPresent(entry -> sources.add(new Source(path, entry)));
    }
    digest(sources);
  }

  @Override
  public Optional<Digest> digestOf(List<Selected> selected)
      throws IOException, InterruptedException {
    List<Source> sources = new ArrayList<>();
    for (Selected each : selected) {
      EntryPath path = each.node().path();
      EntryPath named = each.name().isEmpty() ? path : EntryPath.ROOT.child(each.name().toArray());
      tree.find(path).ifPresent(entry -> sources.add(new Source(named, entry)));
    }
    return Optional.of(digest(sources));
  }

  /** Whether most of the tree has yet to be read. */
  boolean isMostlyUnknown() {
    return tree.isMostlyUnknown();
  }

  /** Writes a target of directories of this tree into a layer, reading their files on the way. */
  synchronized void pack(TargetTree target, LayerPack layer)
      throws IOException, InterruptedException {
    Packing.write(target, layer);
  }

  /** One at a time, as the tree wants it. */
  private synchronized Digest digest(List<Source> sources)
      throws IOException, InterruptedException {
    return new ContextSelection(tree, sources).digest(Keying.MODES_AND_OWNERS);
  }

  @Override
  public Digest digest(Node file) throws IOException {
    return entry(file).digest();
  }

  @Override
  public InputStream open(Node file) throws IOException {
    return entry(file).open();
  }

  private ContextEntry entry(Node file) throws IOException {
    return tree.find(file.path())
        .orElseThrow(() -> new IOException(file.path() + " is not in the build context"));
  }

  @Override
  public Absence explainAbsence(String path) throws IOException {
    MissingSource missing;
    try {
      missing = context.missing(EntryPath.of(RawText.encode(path)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    if (missing.ignoredBy().isPresent()) {
      var rule = missing.ignoredBy().get();
      String file =
          context
              .ignoreFile()
              .path()
              .map(p -> String.valueOf(p.getFileName()))
              .orElse("ignore file");
      return new Absence(
          "is excluded from the build context",
          file + ":" + rule.line() + ": " + rule.text() + " hides it");
    }
    String near =
        missing.similar().isEmpty() ? null : "did you mean " + missing.similar().getFirst() + "?";
    return new Absence("not found in the build context", near);
  }
}
