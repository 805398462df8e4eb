package dev.varve.archive;

import dev.varve.model.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Fits a layer to the layers below it. A layer that names all its directories and links only to its
 * own files, as nearly all do, fits everywhere and is returned as it is. Otherwise:
 *
 * <ul>
 *   <li>What lies below a path that only exists by implication, and that is a symbolic link in the
 *       layers below, moves to where the link leads inside the root: {@code bin/x} on a base where
 *       {@code /bin} is a link to {@code usr/bin} becomes {@code usr/bin/x}. An applier that
 *       unpacks onto the merged root writes to that place too; one that unpacks each layer by
 *       itself would hide the link. A directory that the layer names replaces the link.
 *   <li>A hard link to a lower layer's file makes that file part of this layer, as an overlay file
 *       system copies up a file that gets a new name.
 *   <li>Implied directories take owner, mode, times and attributes of the directory below.
 * </ul>
 *
 * The result is what a tree of this layer, on top of those below, holds. It depends on them, so
 * such a tree cannot be shared between different stacks.
 */
public final class LayerRebase {
  private static final int MAX_ROUNDS = 40;

  private LayerRebase() {}

  /**
   * The layer as it is on top of {@code below}; the same object if nothing about it depends on what
   * is below.
   *
   * @param diffIds of the layers of {@code below}, bottom first
   * @throws ArchiveException a hard link to what no layer has, or to a directory; a symbolic link
   *     to a file, or to itself, where a directory is needed
   */
  public static LayerIndex onto(RootView below, List<Digest> diffIds, LayerIndex layer)
      throws ArchiveException {
    if (layer.impliedCount() == 0 && layer.externalLinkCount() == 0) {
      return layer;
    }
    LayerIndex moved = redirected(below, layer);
    LayerIndex linked = moved.externalLinkCount() == 0 ? moved : copiedUp(below, diffIds, moved);
    return linked.impliedCount() == 0 ? linked : described(below, linked);
  }

  /** Entries at the places that the symbolic links below lead to. */
  static LayerIndex redirected(RootView below, LayerIndex layer) throws ArchiveException {
    LayerIndex at = layer;
    for (int round = 0; round < MAX_ROUNDS; round++) {
      NavigableMap<EntryPath, EntryPath> moves = moves(below, at);
      if (moves.isEmpty()) {
        return at;
      }
      at = moved(at, moves);
    }
    throw new ArchiveException("too many symbolic links below the entries of a layer");
  }

  private static NavigableMap<EntryPath, EntryPath> moves(RootView below, LayerIndex layer)
      throws ArchiveException {
    NavigableMap<EntryPath, EntryPath> moves = new TreeMap<>();
    int i = 0;
    while (i < layer.size()) {
      if (layer.isImplied(i) && !layer.covered(i)) {
        EntryPath path = layer.path(i);
        Optional<RootView.Found> lower = below.find(path);
        if (lower.isPresent() && lower.get().entry().type() == EntryType.SYMLINK) {
          RootView.Resolved target = below.resolve(path);
          if (target.exists() && !target.isDirectory()) {
            throw new ArchiveException(path, "has entries below it but leads to a file");
          }
          moves.put(path, target.path());
          i = layer.end(i);
          continue;
        }
      }
      i++;
    }
    return moves;
  }

  private static LayerIndex moved(LayerIndex layer, NavigableMap<EntryPath, EntryPath> moves)
      throws ArchiveException {
    LayerIndex.Builder builder = builderWithSourcesOf(layer);
    for (LayerEntry entry : layer) {
      EntryPath to = moved(entry.path(), moves);
      if (to.equals(entry.path())) {
        builder.add(withMovedTarget(entry, moves));
      } else if (!moves.containsKey(entry.path())) {
        builder.add(withMovedTarget(entry.withPath(to), moves));
      }
    }
    return builder.build();
  }

  private static LayerEntry withMovedTarget(
      LayerEntry entry, NavigableMap<EntryPath, EntryPath> moves) throws ArchiveException {
    if (entry.type() != EntryType.HARDLINK) {
      return entry;
    }
    EntryPath target = EntryPath.of(entry.linkTarget().toArray());
    return entry.withLinkTarget(Bytes.of(moved(target, moves).raw()));
  }

  private static EntryPath moved(EntryPath path, NavigableMap<EntryPath, EntryPath> moves)
      throws ArchiveException {
    Map.Entry<EntryPath, EntryPath> move = moves.floorEntry(path);
    if (move == null || !path.startsWith(move.getKey())) {
      return path;
    }
    try {
      return path.rebase(move.getKey(), move.getValue());
    } catch (IllegalArgumentException e) {
      throw new ArchiveException(path, String.valueOf(e.getMessage()));
    }
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
    Map<EntryPath, EntryPath> owners = new TreeMap<>();
    for (LayerEntry link : links) {
      EntryPath target = EntryPath.of(link.linkTarget().toArray());
      EntryPath owner = owners.get(target);
      if (owner == null) {
        LayerEntry file = lowerFile(below, diffIds, builder, link, target);
        owner = deleted(layer, target) ? link.path() : file.path();
        owners.put(target, owner);
        builder.add(file.withPath(owner));
      }
      if (!owner.equals(link.path())) {
        LayerEntry name = LayerEntry.hardlink(link.path(), owner);
        builder.add(below.find(target).map(f -> name.withMetadataOf(f.entry())).orElse(name));
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

  private static LayerEntry lowerFile(
      RootView below,
      List<Digest> diffIds,
      LayerIndex.Builder builder,
      LayerEntry link,
      EntryPath target)
      throws ArchiveException {
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
    for (int i = 0; i < layer.size(); i++) {
      LayerEntry entry = layer.entry(i);
      if (entry.implied() && !layer.covered(i)) {
        Optional<RootView.Found> lower = below.find(entry.path());
        if (lower.isPresent() && lower.get().entry().isDirectory()) {
          builder.add(entry.withMetadataOf(lower.get().entry()));
          continue;
        }
      }
      builder.add(entry);
    }
    return builder.build();
  }
}
