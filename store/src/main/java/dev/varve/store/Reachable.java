package dev.varve.store;

import dev.varve.model.Descriptor;
import dev.varve.model.Digest;
import dev.varve.store.disk.DamagedException;
import dev.varve.store.disk.Leases;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What is needed: by images, records, containers and running processes. To be asked while nobody
 * can lease anything.
 *
 * @param layers diff IDs
 * @param blobs of images and of those layers
 * @param lists of files that records refer to, and those they build on
 */
record Reachable(Set<Digest> layers, Set<Digest> blobs, Set<Digest> lists) {

  /**
   * @param withoutImages manifests of images that are taken for gone already
   * @param withoutRecords keys of records that are taken for gone already
   */
  static Reachable of(
      Parts parts, Leases leases, Set<Digest> withoutImages, Set<Digest> withoutRecords)
      throws IOException {
    Reachable found = new Reachable(new HashSet<>(), new HashSet<>(), new HashSet<>());
    found.layers.addAll(leases.of(Layers.KIND));
    found.blobs.addAll(leases.of(Blobs.KIND));
    for (ContainerUse use : parts.containers().all()) {
      found.layers.addAll(use.layers());
    }
    for (ImageEntries.Entry entry : parts.images().entries().all()) {
      if (!withoutImages.contains(entry.manifest())) {
        found.addImage(parts, entry);
      }
    }
    for (Digest key : parts.records().keys()) {
      if (!withoutRecords.contains(key)) {
        Optional<StepRecord> record = parts.records().peek(key);
        if (record.isPresent()) {
          found.addRecord(parts, record.get());
        }
      }
    }
    for (Digest diffId : Set.copyOf(found.layers)) {
      parts.layers().peek(diffId).ifPresent(layer -> found.blobs.addAll(layer.meta().blobs()));
    }
    return found;
  }

  private void addImage(Parts parts, ImageEntries.Entry entry) throws IOException {
    blobs.add(entry.manifest());
    blobs.add(entry.config());
    try {
      Optional<Image> image = parts.images().get(entry.manifest());
      if (image.isPresent()) {
        layers.addAll(image.get().config().diffIds());
        for (Descriptor layer : image.get().manifest().layers()) {
          blobs.add(layer.digest());
        }
      }
    } catch (DamagedException e) {
      // Nobody can use the image, so it needs no layers. It stays listed until it is removed.
    }
  }

  private void addRecord(Parts parts, StepRecord record) throws IOException {
    layers.add(record.diffId());
    for (KeyPart part : record.parts()) {
      Optional<Digest> list = Digest.tryParse(part.value());
      while (list.isPresent() && lists.add(list.get())) {
        list = Optional.ofNullable(base(parts, list.get()));
      }
    }
  }

  private static @org.jspecify.annotations.Nullable Digest base(Parts parts, Digest list)
      throws IOException {
    try {
      return parts.records().lists().base(list);
    } catch (DamagedException e) {
      return null;
    }
  }
}
