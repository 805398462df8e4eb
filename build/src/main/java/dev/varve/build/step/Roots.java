package dev.varve.build.step;

import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.RootView;
import dev.varve.build.copy.StagedEntry;
import dev.varve.build.copy.TargetTree;
import dev.varve.build.plan.PendingDirectory;
import dev.varve.dockerfile.RawText;
import dev.varve.runtime.user.ImageUsers;
import dev.varve.store.Layer;
import dev.varve.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads roots without unpacking them. */
public final class Roots {
  private final Store store;

  public Roots(Store store) {
    this.store = store;
  }

  /** The layers of a root, bottom first; those that are in the store are known to be there. */
  public List<Layer> layers(Root root) throws IOException {
    List<Layer> layers = new ArrayList<>();
    for (Root.LayerRef ref : root.layers()) {
      layers.add(ref.layer().isSealed() ? store.layers().get(ref.diffId()) : ref.layer());
    }
    return layers;
  }

  /** What is in a root; layers that are not here are brought. */
  public RootView view(List<Layer> layers) throws IOException {
    store.layers().ready(layers);
    List<LayerIndex> indexes = new ArrayList<>();
    for (Layer layer : layers) {
      indexes.add(layer.index());
    }
    return new RootView(indexes);
  }

  /** The accounts that the root's own passwd and group files name. */
  public ImageUsers users(RootView view, List<Layer> layers) throws IOException {
    return new ImageUsers(
        read(view, layers, ImageUsers.PASSWD), read(view, layers, ImageUsers.GROUP));
  }

  /** A small regular file of the root; empty if there is none or it is something else. */
  private static byte[] read(RootView view, List<Layer> layers, String path) throws IOException {
    Optional<RootView.Found> found = view.resolve(EntryPath.of(path)).found();
    if (found.isEmpty()
        || !found.get().entry().hasContent()
        || found.get().entry().size() > ImageUsers.MAX_FILE_SIZE) {
      return new byte[0];
    }
    LayerEntry entry = found.get().entry();
    try (InputStream in = layers.get(found.get().layer()).contents().open(entry)) {
      return in.readNBytes((int) entry.size());
    }
  }

  /** Stages the directories that WORKDIR named and that are not there yet. */
  static void stage(List<PendingDirectory> pending, TargetTree target, ImageUsers users)
      throws IOException {
    for (PendingDirectory each : pending) {
      EntryPath path = target.follow(EntryPath.of(RawText.encode(each.path())));
      LayerEntry made = LayerEntry.directory(EntryPath.ROOT, 0755);
      if (!each.owner().isEmpty()) {
        ImageUsers.Owner owner = users.owner(each.owner());
        made = made.withOwner(owner.uid(), owner.gid());
      }
      target.makeDirectories(path, made);
    }
  }

  /** The entries of the directories in {@code pending} that are missing in the root. */
  public List<LayerEntry> missing(List<PendingDirectory> pending, Root root) throws IOException {
    if (pending.isEmpty()) {
      return List.of();
    }
    List<Layer> layers = layers(root);
    RootView view = view(layers);
    TargetTree target = new TargetTree(view);
    stage(pending, target, users(view, layers));
    List<LayerEntry> missing = new ArrayList<>();
    for (StagedEntry entry : target.staged()) {
      if (entry.entry().type() == EntryType.DIRECTORY) {
        missing.add(entry.entry());
      }
    }
    return missing;
  }
}
