package dev.varve.store;

import dev.varve.archive.ContentSource;
import dev.varve.archive.EntryPath;
import dev.varve.archive.EntryType;
import dev.varve.archive.LayerEntry;
import dev.varve.archive.LayerIndex;
import dev.varve.archive.RootView;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a stack of layers shows, as one layer: a file system to be exported. Nothing is unpacked.
 *
 * @param index without whiteouts
 * @param contents of its files
 */
public record FlatRoot(LayerIndex index, ContentSource contents) {

  /** Flattens layers that are in the store, bottom first. */
  public static FlatRoot of(List<Layer> bottomFirst) throws IOException {
    List<LayerIndex> indexes = new ArrayList<>();
    for (Layer layer : bottomFirst) {
      indexes.add(layer.index());
    }
    RootView view = new RootView(indexes);
    LayerIndex.Builder flat = new LayerIndex.Builder();
    List<RootView.Found> all = new ArrayList<>();
    view.walk(
        EntryPath.ROOT,
        found -> {
          all.add(found);
          return true;
        });
    for (RootView.Found found : all) {
      flat.add(entry(view, found));
    }
    return new FlatRoot(flat.build(), entry -> open(view, bottomFirst, entry));
  }

  private static LayerEntry entry(RootView view, RootView.Found found) {
    LayerEntry entry = found.entry().withOpaque(false).withImplied(false);
    if (!entry.hasContent()) {
      return entry;
    }
    LayerEntry here = entry.withPlace(false, 0, 0);
    Optional<EntryPath> target = here.hardlinkTarget();
    if (target.isEmpty()) {
      return here;
    }
    // The name it links to may be another file by now, or gone.
    Optional<RootView.Found> other = view.find(target.get());
    boolean same =
        other.isPresent()
            && other.get().layer() == found.layer()
            && other.get().entry().type() == EntryType.FILE;
    return same ? here : LayerEntry.of(here.path(), EntryType.FILE, here.mode()).withFileOf(here);
  }

  private static InputStream open(RootView view, List<Layer> layers, LayerEntry entry)
      throws IOException {
    RootView.Found found =
        view.find(entry.path())
            .orElseThrow(() -> new FileNotFoundException(entry.path().toString()));
    return view.open(found, layer -> layers.get(layer).contents());
  }
}
