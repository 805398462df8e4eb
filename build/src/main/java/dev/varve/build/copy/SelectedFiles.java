package dev.varve.build.copy;

import dev.varve.archive.EntryPath;
import dev.varve.build.copy.Selection.Selected;
import dev.varve.build.copy.SourceTree.Node;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Everything that the sources of a COPY take, in the order in which it is copied. */
public final class SelectedFiles {
  private final SourceTree tree;
  private final List<Node> nodes = new ArrayList<>();

  private SelectedFiles(SourceTree tree) {
    this.tree = tree;
  }

  /** The nodes that the sources of {@code spec} take, but not the files it holds itself. */
  public static List<Node> of(SourceTree tree, CopySpec spec) throws IOException {
    SelectedFiles files = new SelectedFiles(tree);
    Selection selection = new Selection(tree);
    for (String source : spec.sources()) {
      CopySources sources = new CopySources(spec, source);
      CopyFilter filter = sources.filter();
      for (Selected selected : sources.select(selection)) {
        files.add(selected.node(), selected.node().path(), filter);
      }
    }
    return files.nodes;
  }

  private void add(Node node, EntryPath top, CopyFilter filter) throws IOException {
    EntryPath relative = node.path().rebase(top, EntryPath.ROOT);
    boolean taken = filter.isEmpty() || relative.isRoot() || filter.takes(relative);
    if (taken) {
      nodes.add(node);
    }
    if (node.isDirectory() && (taken || !filter.skips(relative))) {
      for (Node child : tree.children(node.path())) {
        add(child, top, filter);
      }
    }
  }
}
