package dev.varve.store;

import dev.varve.model.Digest;
import dev.varve.model.Reference;
import dev.varve.store.disk.DamagedException;
import dev.varve.store.disk.DiskFiles;
import dev.varve.store.disk.Leases;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Adds up what is in a store. */
final class Accounting {
  private final Parts parts;
  private final Sizes sizes;
  private final Map<Digest, Integer> imagesOfLayer = new HashMap<>();
  private final Set<Digest> cached = new HashSet<>();
  private final Set<Digest> inUse = new HashSet<>();
  private final Map<Digest, Long> bytesOfLayer = new HashMap<>();

  Accounting(Parts parts) {
    this.parts = parts;
    this.sizes = new Sizes(parts);
  }

  Usage usage() throws IOException {
    List<ContainerUse> uses = parts.containers().all();
    Leases leases = parts.disk().leases();
    inUse.addAll(leases.of(Layers.KIND));
    uses.forEach(use -> inUse.addAll(use.layers()));
    List<Image> images = images();
    long recordBytes = 0;
    int records = 0;
    for (Digest key : parts.records().keys()) {
      records++;
      recordBytes += Sizes.file(parts.records().path(key));
      parts.records().peek(key).ifPresent(record -> cached.add(record.diffId()));
    }
    for (Digest list : parts.records().lists().all()) {
      recordBytes += parts.records().lists().size(list);
    }
    recordBytes += Sizes.below(parts.records().outcomes());
    List<Usage.OfLayer> layers = layers();
    List<Usage.OfContainer> containers = containers(uses);
    long compressed = ChunkRemoval.bytes(parts.compressed().files().all());
    long cacheBytes = recordBytes + compressed + sum(layers, false);
    long other = 0;
    for (String directory :
        List.of(
            "scratch", "history", "origins", "indexes", "shortcuts", "downloads", Store.CONTEXTS)) {
      other += Sizes.below(parts.disk().resolve(directory));
    }
    return new Usage(
        ofImages(images, uses),
        layers,
        containers,
        new Usage.OfCache(
            records, cacheBytes, recordBytes + compressed + sum(layers, true), compressed),
        other,
        total(layers, containers, recordBytes + compressed + other));
  }

  private List<Image> images() throws IOException {
    List<Image> images = new ArrayList<>();
    for (ImageEntries.Entry entry : parts.images().entries().all()) {
      try {
        parts.images().get(entry.manifest()).ifPresent(images::add);
      } catch (DamagedException e) {
        // 'verify' tells about it; it cannot say which layers it has
      }
    }
    for (Image image : images) {
      for (Digest diffId : new HashSet<>(image.config().diffIds())) {
        imagesOfLayer.merge(diffId, 1, Integer::sum);
      }
    }
    return images;
  }

  /** Layers outside of images; only those that nothing uses, if so wanted. */
  private static long sum(List<Usage.OfLayer> layers, boolean onlyUnused) {
    long bytes = 0;
    for (Usage.OfLayer layer : layers) {
      if (layer.images() == 0 && !(onlyUnused && layer.inUse())) {
        bytes += layer.bytes();
      }
    }
    return bytes;
  }

  private List<Usage.OfLayer> layers() throws IOException {
    List<Usage.OfLayer> found = new ArrayList<>();
    for (Digest diffId : parts.layers().all()) {
      Optional<Layer> layer = parts.layers().peek(diffId);
      if (layer.isPresent()) {
        LayerMeta meta = layer.get().meta();
        long bytes = sizes.layerDirectory(diffId) + ownBlob(meta);
        bytesOfLayer.put(diffId, bytes);
        found.add(
            new Usage.OfLayer(
                diffId,
                meta.form(),
                meta.created(),
                bytes,
                sizes.unpacked(meta),
                imagesOfLayer.getOrDefault(diffId, 0),
                cached.contains(diffId),
                inUse.contains(diffId)));
      }
    }
    found.sort(java.util.Comparator.comparing(Usage.OfLayer::diffId));
    return found;
  }

  private long ownBlob(LayerMeta meta) throws IOException {
    Digest own = meta.form() == LayerForm.TAR ? meta.diffId() : meta.own();
    return own == null ? 0 : parts.blobs().size(own).orElse(0);
  }

  private List<Usage.OfContainer> containers(List<ContainerUse> uses) throws IOException {
    List<Usage.OfContainer> found = new ArrayList<>();
    for (ContainerUse use : uses) {
      found.add(
          new Usage.OfContainer(
              use.id(),
              use.name(),
              parts.containers().isRunning(use.id()),
              Sizes.below(parts.containers().directory(use.id()))));
    }
    return found;
  }

  private List<Usage.OfImage> ofImages(List<Image> images, List<ContainerUse> uses)
      throws IOException {
    Map<Digest, List<Reference>> names = parts.images().names();
    List<Usage.OfImage> found = new ArrayList<>();
    for (Image image : images) {
      long shared = 0;
      long unique = 0;
      for (Digest diffId : new HashSet<>(image.config().diffIds())) {
        long bytes = bytesOfLayer.getOrDefault(diffId, 0L);
        if (imagesOfLayer.getOrDefault(diffId, 0) > 1) {
          shared += bytes;
        } else {
          unique += bytes;
        }
      }
      int containers = 0;
      for (ContainerUse use : uses) {
        containers += use.image().equals(image.manifestDigest()) ? 1 : 0;
      }
      found.add(
          new Usage.OfImage(
              image.id(),
              names.getOrDefault(image.manifestDigest(), List.of()),
              image.config().time().orElse(java.time.Instant.EPOCH),
              shared,
              unique,
              containers));
    }
    found.sort(java.util.Comparator.comparing(Usage.OfImage::id));
    return found;
  }

  private long total(List<Usage.OfLayer> layers, List<Usage.OfContainer> containers, long rest)
      throws IOException {
    long total = rest;
    for (Usage.OfLayer layer : layers) {
      total += sizes.layerDirectory(layer.diffId());
    }
    for (Digest blob : parts.blobs().all()) {
      total += parts.blobs().size(blob).orElse(0);
    }
    for (Usage.OfContainer container : containers) {
      total += container.bytes();
    }
    for (Path directory : List.of(parts.refs().directory(), parts.images().entries().directory())) {
      for (Path file : DiskFiles.list(directory)) {
        total += Sizes.file(file);
      }
    }
    return total;
  }
}
