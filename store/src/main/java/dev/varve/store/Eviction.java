package dev.varve.store;

import dev.varve.linux.Dir;
import dev.varve.linux.FileSystems;
import dev.varve.model.Digest;
import dev.varve.store.compressed.CompressedFiles;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Chooses records and compressed chunks, those first that were not used for longest, until what is
 * left of the store fits a size. Only counts: nothing is removed or kept from changing, so whoever
 * removes looks again.
 */
final class Eviction {
  private final Parts parts;
  private final Sizes sizes;
  private final Reachable pinned;

  /** How many records lead to a layer, and how many layers that stay need a blob. */
  private final Map<Digest, Integer> recordsOfLayer = new HashMap<>();

  private final Map<Digest, Integer> layersOfBlob = new HashMap<>();

  private final Set<Digest> withoutImages;

  /**
   * What goes, and what is then left.
   *
   * @param left bytes of the whole store
   */
  record Choice(List<Digest> records, List<CompressedFiles.Entry> chunks, long left) {}

  private record Candidate(Digest key, Digest layer, Instant used) {}

  /**
   * @param withoutImages manifests of images that are taken for gone already
   */
  Eviction(Parts parts, Set<Digest> withoutImages) throws IOException {
    this.parts = parts;
    this.sizes = new Sizes(parts);
    this.withoutImages = withoutImages;
    Set<Digest> records = new HashSet<>(parts.records().keys());
    this.pinned = Reachable.of(parts, parts.disk().leases(), withoutImages, records);
  }

  /**
   * What a budget means for a store as it is.
   *
   * @param used bytes of everything
   * @param needed the same without what nothing needs
   */
  record Goal(long used, long needed, long allowed) {}

  static Goal goal(Parts parts, Budget budget, Set<Digest> withoutImages) throws IOException {
    long used = new Accounting(parts).usage().total();
    long garbage = new Reclaim(parts).estimate(withoutImages, Set.of()).bytes();
    try (Dir root = Dir.open(parts.disk().root())) {
      long free = FileSystems.of(root).availableBytes();
      return new Goal(used, used - garbage, budget.allowed(used, free));
    }
  }

  /**
   * Chooses as many as it takes.
   *
   * @param mayGo by the time of the last use
   */
  Choice choose(Goal goal, Predicate<Instant> mayGo) throws IOException {
    List<Candidate> candidates = candidates();
    candidates.sort(Comparator.comparing(Candidate::used).thenComparing(Candidate::key));
    List<Digest> chosen = new ArrayList<>();
    Deque<CompressedFiles.Entry> chunks = chunks(mayGo);
    List<CompressedFiles.Entry> chosenChunks = new ArrayList<>();
    long left = goal.needed();
    for (Candidate each : candidates) {
      left = takeUsedBefore(each.used(), chunks, chosenChunks, left, goal);
      if (left <= goal.allowed()) {
        break;
      }
      // Without the record of a layer that stays anyway nothing is gained.
      if (!pinned.layers().contains(each.layer()) && mayGo.test(each.used())) {
        chosen.add(each.key());
        left -= Sizes.file(parts.records().path(each.key())) + freed(each.layer());
      }
    }
    left = takeUsedBefore(Instant.MAX, chunks, chosenChunks, left, goal);
    return new Choice(chosen, chosenChunks, left);
  }

  /** Compressed chunks that some layer which stays may need, those first that waited longest. */
  private Deque<CompressedFiles.Entry> chunks(Predicate<Instant> mayGo) throws IOException {
    ChunkRemoval removal = new ChunkRemoval(parts);
    List<CompressedFiles.Entry> found = removal.usedAt(mayGo);
    if (!found.isEmpty()) {
      Reachable needed = Reachable.of(parts, parts.disk().leases(), withoutImages, Set.of());
      found.removeAll(new HashSet<>(removal.unneeded(needed.layers())));
    }
    found.sort(Comparator.comparing(CompressedFiles.Entry::used));
    return new ArrayDeque<>(found);
  }

  /** Takes chunks as long as there is too much. */
  private static long takeUsedBefore(
      Instant time,
      Deque<CompressedFiles.Entry> from,
      List<CompressedFiles.Entry> to,
      long used,
      Goal goal) {
    long left = used;
    while (left > goal.allowed() && !from.isEmpty() && from.getFirst().used().isBefore(time)) {
      left -= from.getFirst().bytes();
      to.add(from.removeFirst());
    }
    return left;
  }

  private List<Candidate> candidates() throws IOException {
    List<Candidate> found = new ArrayList<>();
    for (Digest key : parts.records().keys()) {
      Optional<StepRecord> record = parts.records().peek(key);
      Optional<Instant> used = parts.records().lastUse(key);
      if (record.isPresent() && used.isPresent()) {
        found.add(new Candidate(key, record.get().diffId(), used.get()));
        recordsOfLayer.merge(record.get().diffId(), 1, Integer::sum);
      }
    }
    Set<Digest> staying = new HashSet<>(recordsOfLayer.keySet());
    staying.addAll(pinned.layers());
    for (Digest diffId : staying) {
      for (Digest blob : blobs(diffId)) {
        layersOfBlob.merge(blob, 1, Integer::sum);
      }
    }
    return found;
  }

  private List<Digest> blobs(Digest diffId) throws IOException {
    return parts.layers().peek(diffId).map(layer -> layer.meta().blobs()).orElse(List.of());
  }

  /** What goes with one record less that leads to the layer. */
  private long freed(Digest diffId) throws IOException {
    int others = recordsOfLayer.merge(diffId, -1, Integer::sum);
    if (others > 0) {
      return 0;
    }
    long bytes = sizes.layerDirectory(diffId);
    for (Digest blob : blobs(diffId)) {
      if (layersOfBlob.merge(blob, -1, Integer::sum) == 0 && !pinned.blobs().contains(blob)) {
        bytes += parts.blobs().size(blob).orElse(0);
      }
    }
    return bytes;
  }
}
