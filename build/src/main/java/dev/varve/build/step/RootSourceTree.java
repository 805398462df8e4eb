package dev.varve.build.step;

import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.RootView;
import dev.varve.build.copy.SourceTree;
import dev.varve.dockerfile.Suggestions;
import dev.varve.model.Digest;
import dev.varve.store.Layer;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The root of a stage or image as what a COPY reads. */
final class RootSourceTree implements SourceTree {
  private final RootView view;
  private final List<Layer> layers;
  private final List<LayerEntry> pending;
  private final String what;

  /**
   * @param pending directories that the root has although no layer has them yet
   * @param what as errors call it: {@code stage build}, {@code image busybox}
   */
  RootSourceTree(RootView view, List<Layer> layers, List<LayerEntry> pending, String what) {
    this.view = view;
    this.layers = layers;
    this.pending = pending;
    this.what = what;
  }

  @Override
  public Optional<Node> find(EntryPath path) {
    Optional<RootView.Found> found = view.find(path);
    if (found.isPresent()) {
      return found.map(this::node);
    }
    return pending.stream()
        .filter(entry -> entry.path().equals(path))
        .findFirst()
        .map(entry -> new Node(entry, null, null));
  }

  @Override
  public List<Node> children(EntryPath directory) {
    List<Node> nodes = new ArrayList<>();
    for (RootView.Found found : view.list(directory)) {
      nodes.add(node(found));
    }
    for (LayerEntry entry : pending) {
      if (entry.path().isChildOf(directory)) {
        nodes.add(new Node(entry, null, null));
      }
    }
    nodes.sort((a, b) -> a.path().compareTo(b.path()));
    return nodes;
  }

  private Node node(RootView.Found found) {
    LayerEntry entry = found.entry();
    return new Node(entry, file(entry, found.layer()), layers.get(found.layer()));
  }

  /** The file behind a name: links and the name they link to count as one. */
  private record File(int layer, EntryPath first) {}

  private static @Nullable Object file(LayerEntry entry, int layer) {
    return switch (entry.type()) {
      case FILE -> new File(layer, entry.path());
      case HARDLINK -> new File(layer, entry.hardlinkTarget().orElseThrow());
      case DIRECTORY, SYMLINK, CHAR_DEVICE, BLOCK_DEVICE, FIFO, WHITEOUT -> null;
    };
  }

  @Override
  public void prepare(List<EntryPath> paths) {
    // every layer knows the digests of its files
  }

  @Override
  public Digest digest(Node file) throws IOException {
    Digest digest = file.entry().digest();
    if (digest == null) {
      throw new IOException("no digest is known of " + file.path().absolute());
    }
    return digest;
  }

  @Override
  public InputStream open(Node file) throws IOException {
    Layer layer = file.layer();
    if (layer == null || file.entry().type() == EntryType.DIRECTORY) {
      throw new IOException(file.path().absolute() + " has no content");
    }
    return layer.contents().open(file.entry());
  }

  @Override
  public Absence explainAbsence(String path) {
    EntryPath wanted = EntryPath.of(path);
    List<String> siblings = new ArrayList<>();
    for (Node node : children(wanted.parent())) {
      siblings.add(node.path().nameText());
    }
    Optional<String> near = Suggestions.nearest(wanted.nameText(), siblings);
    return new Absence(
        "not found in " + what, near.map(name -> "did you mean " + name + "?").orElse(null));
  }
}
