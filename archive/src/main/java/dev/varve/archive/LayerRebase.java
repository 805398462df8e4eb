package dev.varve.archive;

import dev.varve.model.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Fits a layer to the layers below it. A layer that names all its directories and links only to its
 * own files, as nearly all do, fits everywhere and is returned as it is. Otherwise:
 *
 * <ul>
 *   <li>Implied directories take owner, mode, times and attributes of the directory below.
 *   <li>A hard link to a lower layer's file makes that file part of this layer, as an overlay file
 *       system copies up a file that gets a new name.
 * </ul>
 *
 * The result is what a tree of this layer, on top of those below, holds. It depends on them, so
 * such a tree cannot be shared between different stacks.
 *
 * <p>An implied directory whose path is a symbolic link in the layers below replaces that link:
 * with {@code /bin} a link in the base, a layer that holds {@code bin/x} and no entry for {@code
 * bin} makes {@code /bin} a directory. So do Docker and containerd, who unpack each layer by
 * itself. Links of the layer itself are followed, as they do too: see {@link LayerIndex.Builder}.
 */
public final class LayerRebase {
  private LayerRebase() {}

  /**
   * The layer as it is on top of {@code below}; the same object if nothing about it depends on what
   * is below.
   *
   * @param diffIds of the layers of {@code below}, bottom first
   * @throws ArchiveException a hard link to what no layer has, or to a directory
   */
  public static LayerIndex onto(RootView below, List<Digest> diffIds, LayerIndex layer)
      throws ArchiveException {
    LayerIndex linked = layer.externalLinkCount() == 0 ? layer : copiedUp(below, diffIds, layer);
    return linked.impliedCount() == 0 ? linked : described(below, linked);
  }

  private static LayerIndex.Builder builderWithSourcesOf(LayerIndex layer) {
    LayerIndex.Builder builder = new LayerIndex.Builder();
    for (Digest source : layer.sources()) {
      builder.source(source);
    }
    return builder;
  }

  private static LayerIndex copiedUp(RootView below, List<Digest> diffIds, LayerIndex layer)
      throws ArchiveException {
    LayerIndex.Builder builder = builderWithSourcesOf(layer);
    List<LayerEntry> links = new ArrayList<>();
    for (LayerEntry entry : layer) {
      if (entry.type() == EntryType.HARDLINK && leadsOut(layer, entry)) {
        links.add(entry);
      } else {
        builder.add(entry);
      }
    }
    Map<EntryPath, LayerEntry> copies = new TreeMap<>();
    for (LayerEntry link : links) {
      LayerEntry file = lowerFile(below, diffIds, builder, link);
      LayerEntry copy = copies.get(file.path());
      if (copy == null) {
        copy = deleted(layer, file.path()) ? file.withPath(link.path()) : file;
        copies.put(file.path(), copy);
        builder.add(copy);
      }
      if (!copy.path().equals(link.path())) {
        builder.add(LayerEntry.hardlink(link.path(), copy.path()).withMetadataOf(copy));
      }
    }
    return builder.build();
  }

  private static boolean leadsOut(LayerIndex layer, LayerEntry link) {
    int target = layer.indexOf(EntryPath.of(link.linkTarget().toArray()));
    return target < 0 || layer.type(target) == EntryType.WHITEOUT;
  }

  private static boolean deleted(LayerIndex layer, EntryPath target) {
    int deepest = layer.deepest(target);
    return deepest >= 0 && (layer.type(deepest) != EntryType.DIRECTORY || layer.covered(deepest));
  }

  /** What a link names in the layers below, by the path where it is without links on the way. */
  private static LayerEntry lowerFile(
      RootView below, List<Digest> diffIds, LayerIndex.Builder builder, LayerEntry link)
      throws ArchiveException {
    EntryPath target = EntryPath.of(link.linkTarget().toArray());
    RootView.Resolved resolved = below.resolveParent(target);
    if (resolved.found().isEmpty()) {
      throw new ArchiveException(link.path(), "hard link to " + target + ", which does not exist");
    }
    RootView.Found found = resolved.found().get();
    LayerEntry entry = found.entry();
    if (entry.isDirectory()) {
      throw new ArchiveException(link.path(), "hard link to the directory " + target);
    }
    if (!entry.hasContent()) {
      return entry;
    }
    Digest tar =
        entry.source() == 0
            ? diffIds.get(found.layer())
            : below.layers().get(found.layer()).sources().get(entry.source() - 1);
    return LayerEntry.of(entry.path(), EntryType.FILE, entry.mode())
        .withFileOf(entry)
        .withPlace(entry.sparse(), builder.source(tar), entry.offset());
  }

  private static LayerIndex described(RootView below, LayerIndex layer) throws ArchiveException {
    LayerIndex.Builder builder = builderWithSourcesOf(layer);
    boolean changed = false;
    for (int i = 0; i < layer.size(); i++) {
      LayerEntry entry = layer.entry(i);
      if (entry.implied() && !layer.covered(i)) {
        Optional<RootView.Found> lower = below.find(entry.path());
        if (lower.isPresent() && lower.get().entry().isDirectory()) {
          LayerEntry described = entry.withMetadataOf(lower.get().entry());
          changed |= !described.equals(entry);
          builder.add(described);
          continue;
        }
      }
      builder.add(entry);
    }
    return changed ? builder.build() : layer;
  }
}
