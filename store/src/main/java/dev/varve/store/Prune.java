package dev.varve.store;

import dev.varve.model.Digest;
import dev.varve.model.Reference;
import dev.varve.store.disk.DiskFiles;
import dev.varve.store.disk.Leases;
import dev.varve.store.disk.Locks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Chooses what is old or unwanted, and removes it with all that only it needed. */
final class Prune {
  private final Parts parts;
  private final PruneOptions options;
  private final Sizes sizes;

  Prune(Parts parts, PruneOptions options) {
    this.parts = parts;
    this.options = options;
    this.sizes = new Sizes(parts);
  }

  Pruned run() throws IOException {
    Map<Digest, List<Reference>> names = parts.images().allNames();
    List<ImageEntries.Entry> images = unwantedImages(names);
    List<Digest> records = oldRecords();
    List<RemovedImage> removed = new ArrayList<>();
    long bytes = 0;
    for (Digest key : records) {
      bytes += Sizes.file(parts.records().path(key));
    }
    Reclaimed reclaimed;
    if (options.dryRun()) {
      for (ImageEntries.Entry entry : images) {
        List<Reference> gone = names.getOrDefault(entry.manifest(), List.of());
        removed.add(new RemovedImage(gone, Optional.of(entry.config())));
      }
      reclaimed = new Reclaim(parts).preview(manifests(images), Set.copyOf(records));
    } else {
      reclaimed = remove(images, records, removed);
    }
    Trees trees = options.all() ? unpackedTrees(reclaimed) : new Trees(0, 0);
    bytes += memories(parts.history().directory());
    bytes += memories(parts.disk().resolve(Store.CONTEXTS));
    return new Pruned(
        removed,
        records.size(),
        trees.count(),
        reclaimed,
        bytes + reclaimed.bytes() + trees.bytes());
  }

  private record Trees(int count, long bytes) {}

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

  private List<Digest> oldRecords() throws IOException {
    Instant kept = parts.disk().clock().instant().minus(options.keepCache());
    List<Digest> found = new ArrayList<>();
    for (Digest key : parts.records().keys()) {
      Optional<StepRecord> record = parts.records().peek(key);
      Instant used = parts.records().lastUse(key).orElse(Instant.EPOCH);
      boolean useless = record.isEmpty() || parts.layers().peek(record.get().diffId()).isEmpty();
      boolean old = (options.all() || used.isBefore(kept)) && isBefore(used);
      if (useless || old) {
        found.add(key);
      }
    }
    return found;
  }

  /** Trees that can be made again, of layers that nobody uses now. */
  private Trees unpackedTrees(Reclaimed reclaimed) throws IOException {
    int count = 0;
    long bytes = 0;
    List<Path> trash = new ArrayList<>();
    try (Locks.Held _ = parts.disk().beginRemoval()) {
      Set<Digest> inUse = inUse();
      Set<Digest> gone = Set.copyOf(reclaimed.layers());
      for (Digest diffId : parts.layers().all()) {
        Optional<Layer> layer = parts.layers().peek(diffId);
        if (layer.isPresent() && !inUse.contains(diffId) && !gone.contains(diffId)) {
          bytes += sizes.unpacked(layer.get().meta());
          for (UnpackedTree tree : parts.layers().files().unpacked(layer.get().meta())) {
            count++;
            if (!options.dryRun()) {
              tree.takeAway().ifPresent(trash::add);
            }
          }
        }
      }
    } finally {
      for (Path each : trash) {
        parts.disk().delete(each);
      }
    }
    return new Trees(count, bytes);
  }

  private Set<Digest> inUse() throws IOException {
    Leases leases = parts.disk().leases();
    Set<Digest> inUse = new HashSet<>(leases.of(Layers.KIND));
    for (ContainerUse use : parts.containers().all()) {
      inUse.addAll(use.layers());
    }
    return inUse;
  }

  /** Files that only explain or save time, by their last use. */
  private long memories(Path directory) throws IOException {
    Instant kept = parts.disk().clock().instant().minus(options.keepCache());
    long bytes = 0;
    for (Path file : DiskFiles.list(directory)) {
      try {
        Instant used = Files.getLastModifiedTime(file).toInstant();
        if ((options.all() || used.isBefore(kept)) && isBefore(used)) {
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
