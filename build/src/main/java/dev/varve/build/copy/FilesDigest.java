package dev.varve.build.copy;

import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.Xattr;
import dev.varve.build.copy.Selection.Selected;
import dev.varve.build.copy.SourceTree.Node;
import dev.varve.build.plan.PlannedStep.Inline;
import dev.varve.model.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The digest over what the sources of a COPY hold: names, types, modes, owners, link targets,
 * attributes, content, and which names are of one file, but not times. It is the {@code files} part
 * of the step's key.
 */
public final class FilesDigest {
  /** Where a length would stand. */
  private static final int END = -1;

  private static final int LINK = -2;

  private final SourceTree tree;
  private final CopySpec spec;
  private final MessageDigest sha = Digest.newSha256();
  private final byte[] number = new byte[8];
  private final byte[] digest = new byte[Digest.SIZE];

  public FilesDigest(SourceTree tree, CopySpec spec) {
    this.tree = tree;
    this.spec = spec;
  }

  /**
   * @throws Selection.MissingException if a source names nothing
   */
  public Digest compute() throws IOException, InterruptedException {
    Selection selection = new Selection(tree);
    for (String source : spec.sources()) {
      CopySources sources = new CopySources(spec, source);
      List<Selected> selected = sources.select(selection);
      CopyFilter filter = sources.filter();
      number(selected.size());
      Optional<Digest> quick = filter.isEmpty() ? tree.digestOf(selected) : Optional.empty();
      if (quick.isPresent()) {
        quick.get().update(sha);
        selected.forEach(each -> metadata(each.node().entry()));
        continue;
      }
      tree.prepare(selected.stream().map(each -> each.node().path()).toList());
      for (Selected each : selected) {
        bytes(each.name().toArray());
        new Walk(each.node().path(), filter).add(each.node());
        number(END);
      }
    }
    for (Inline file : spec.inline()) {
      bytes(file.path().getBytes(StandardCharsets.UTF_8));
      bytes(file.content());
    }
    return Digest.of(sha);
  }

  /** Goes through what is taken of one source. */
  private final class Walk {
    private final EntryPath top;
    private final CopyFilter filter;

    /** COPY keeps hard links within a source. */
    private final Map<Object, EntryPath> firstNames = new HashMap<>();

    /** Directories that are only copied if something below them is taken. */
    private final Deque<Node> passedOver = new ArrayDeque<>();

    Walk(EntryPath top, CopyFilter filter) {
      this.top = top;
      this.filter = filter;
    }

    void add(Node node) throws IOException, InterruptedException {
      EntryPath relative = node.path().rebase(top, EntryPath.ROOT);
      boolean taken = filter.isEmpty() || relative.isRoot() || filter.takes(relative);
      if (taken) {
        while (!passedOver.isEmpty()) {
          entry(passedOver.removeFirst());
        }
        entry(node);
      }
      if (node.isDirectory() && (taken || !filter.skips(relative))) {
        if (!taken) {
          passedOver.addLast(node);
        }
        for (Node child : tree.children(node.path())) {
          add(child);
        }
        if (!passedOver.isEmpty() && passedOver.getLast().path().equals(node.path())) {
          passedOver.removeLast();
        }
      }
    }

    private void entry(Node node) throws IOException, InterruptedException {
      EntryPath relative = node.path().rebase(top, EntryPath.ROOT);
      bytes(relative.toArray());
      metadata(node.entry());
      if (!node.entry().hasContent()) {
        return;
      }
      tree.digest(node).copyTo(digest, 0);
      sha.update(digest);
      Object file = node.file();
      EntryPath first = file == null ? null : firstNames.putIfAbsent(file, relative);
      if (first != null) {
        number(LINK);
        bytes(first.toArray());
      }
    }
  }

  private void metadata(LayerEntry entry) {
    EntryType type = entry.hasContent() ? EntryType.FILE : entry.type();
    bytes(type.name().getBytes(StandardCharsets.UTF_8));
    number(entry.mode());
    number(entry.uid());
    number(entry.gid());
    number(entry.xattrs().size());
    for (Xattr xattr : entry.xattrs()) {
      bytes(xattr.name().toArray());
      bytes(xattr.value().toArray());
    }
    switch (type) {
      case SYMLINK -> bytes(entry.linkTarget().toArray());
      case CHAR_DEVICE, BLOCK_DEVICE -> {
        number(entry.devMajor());
        number(entry.devMinor());
      }
      case FILE, DIRECTORY, HARDLINK, FIFO, WHITEOUT -> {}
    }
  }

  private void bytes(byte[] value) {
    number(value.length);
    sha.update(value);
  }

  private void number(long value) {
    for (int i = 0; i < 8; i++) {
      number[i] = (byte) (value >>> (8 * i));
    }
    sha.update(number);
  }
}
