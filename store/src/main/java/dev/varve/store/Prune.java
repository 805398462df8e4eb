package dev.varve.store;

import dev.varve.model.Digest;
import dev.varve.model.Reference;
import dev.varve.store.compressed.CompressedFiles;
import dev.varve.store.disk.DiskFiles;
import dev.varve.store.disk.Locks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Chooses what is old or unwanted, and removes it with all that only it needed. */
final class Prune {
  private final Parts parts;
  private final PruneOptions options;

  Prune(Parts parts, PruneOptions options) {
    this.parts = parts;
    this.options = options;
  }

  Pruned run() throws IOException {
    Map<Digest, List<Reference>> names = parts.images().allNames();
    List<ImageEntries.Entry> images = unwantedImages(names);
    Chosen chosen = options.limit().isPresent() ? leastUsed(images) : old();
    List<Digest> records = chosen.records();
    List<RemovedImage> removed = new ArrayList<>();
    long bytes = 0;
    for (Digest key : records) {
      bytes += Sizes.file(parts.records().path(key));
    }
    bytes += ChunkRemoval.bytes(chosen.chunks());
    Reclaimed reclaimed;
    if (options.dryRun()) {
      for (ImageEntries.Entry entry : images) {
        List<Reference> gone = names.getOrDefault(entry.manifest(), List.of());
        removed.add(new RemovedImage(gone, Optional.of(entry.config())));
      }
      Set<Path> chunks = new HashSet<>();
      chosen.chunks().forEach(each -> chunks.add(each.path()));
      reclaimed = new Reclaim(parts).preview(manifests(images), Set.copyOf(records), chunks);
    } else {
      ChunkRemoval.remove(chosen.chunks());
      reclaimed = remove(images, records, removed);
    }
    UnpackedTrees.Removed trees =
        new UnpackedTrees(parts, options.dryRun())
            .remove(Set.copyOf(reclaimed.layers()), chosen.treeBytes());
    bytes += memories(parts.history().directory());
    bytes += memories(parts.disk().resolve(Store.CONTEXTS));
    return new Pruned(
        removed,
        records.size(),
        trees.count(),
        reclaimed,
        bytes + reclaimed.bytes() + trees.bytes());
  }

  /**
   * What of the cache goes.
   *
   * @param chunks compressed, of layers
   * @param treeBytes how much of unpacked trees as well
   */
  private record Chosen(List<Digest> records, List<CompressedFiles.Entry> chunks, long treeBytes) {}

  private Chosen old() throws IOException {
    Instant kept = parts.disk().clock().instant().minus(options.keepCache());
    Predicate<Instant> old = used -> (options.all() || used.isBefore(kept)) && isBefore(used);
    List<CompressedFiles.Entry> chunks = new ChunkRemoval(parts).usedAt(old);
    return new Chosen(records(old), chunks, options.all() ? Long.MAX_VALUE : 0);
  }

  /** What was not used for longest, as far as the store is larger than it may be. */
  private Chosen leastUsed(List<ImageEntries.Entry> images) throws IOException {
    Instant kept = parts.disk().clock().instant().minus(options.keepCache());
    Eviction.Goal goal = Eviction.goal(parts, options.limit().orElseThrow(), manifests(images));
    Eviction.Choice choice =
        new Eviction(parts, manifests(images))
            .choose(
                goal,
                used -> (options.keepCache().isZero() || used.isBefore(kept)) && isBefore(used));
    Set<Digest> all = new LinkedHashSet<>(records(_ -> false));
    all.addAll(choice.records());
    return new Chosen(
        List.copyOf(all), choice.chunks(), Math.max(0, choice.left() - goal.allowed()));
  }

  private static Set<Digest> manifests(List<ImageEntries.Entry> images) {
    Set<Digest> manifests = new HashSet<>();
    images.forEach(entry -> manifests.add(entry.manifest()));
    return manifests;
  }

  private Reclaimed remove(
      List<ImageEntries.Entry> images, List<Digest> records, List<RemovedImage> removed)
      throws IOException {
    try (Locks.Held _ = parts.disk().beginRemoval()) {
      Set<Digest> made = parts.disk().leases().of(Images.KIND);
      Map<Digest, List<Reference>> now = parts.images().allNames();
      for (ImageEntries.Entry entry : images) {
        Digest manifest = entry.manifest();
        List<Reference> names = now.getOrDefault(manifest, List.of());
        if (!made.contains(manifest) && (options.all() || names.isEmpty())) {
          for (Reference name : names) {
            parts.refs().remove(name);
          }
          parts.images().entries().forget(manifest);
          removed.add(new RemovedImage(names, Optional.of(entry.config())));
        }
      }
    }
    for (Digest key : records) {
      parts.records().remove(key);
    }
    return new Reclaim(parts).run();
  }

  private List<ImageEntries.Entry> unwantedImages(Map<Digest, List<Reference>> names)
      throws IOException {
    Set<Digest> leased = parts.disk().leases().of(Images.KIND);
    Set<Digest> used = new HashSet<>();
    for (ContainerUse use : parts.containers().all()) {
      used.add(use.image());
    }
    List<ImageEntries.Entry> found = new ArrayList<>();
    for (ImageEntries.Entry entry : parts.images().entries().all()) {
      boolean dangling = !names.containsKey(entry.manifest());
      if ((dangling || options.all())
          && !used.contains(entry.manifest())
          && !leased.contains(entry.manifest())
          && isBefore(entry.added())) {
        found.add(entry);
      }
    }
    found.sort(java.util.Comparator.comparing(ImageEntries.Entry::config));
    return found;
  }

  private boolean isBefore(Instant time) {
    return options.before().isEmpty() || time.isBefore(options.before().get());
  }

  /** Records by the time of their last use, and those that are of no use any more. */
  private List<Digest> records(Predicate<Instant> unwanted) throws IOException {
    List<Digest> found = new ArrayList<>();
    for (Digest key : parts.records().keys()) {
      Optional<StepRecord> record = parts.records().peek(key);
      Instant used = parts.records().lastUse(key).orElse(Instant.EPOCH);
      boolean useless = record.isEmpty() || parts.layers().peek(record.get().diffId()).isEmpty();
      if (useless || unwanted.test(used)) {
        found.add(key);
      }
    }
    return found;
  }

  /** Files that only explain or save time, by their last use. */
  private long memories(Path directory) throws IOException {
    boolean all = options.all() && options.limit().isEmpty();
    Duration age = options.limit().isPresent() ? PruneOptions.KEEP_CACHE : options.keepCache();
    Instant kept = parts.disk().clock().instant().minus(age);
    long bytes = 0;
    for (Path file : DiskFiles.list(directory)) {
      try {
        Instant used = Files.getLastModifiedTime(file).toInstant();
        if ((all || used.isBefore(kept)) && isBefore(used)) {
          bytes += Sizes.file(file);
          if (!options.dryRun()) {
            Files.deleteIfExists(file);
          }
        }
      } catch (NoSuchFileException e) {
        // another prune was faster
      }
    }
    return bytes;
  }
}
