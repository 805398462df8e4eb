package dev.varve.store;

import dev.varve.model.Digest;
import dev.varve.model.Reference;
import java.time.Instant;
import java.util.List;

/**
 * What takes how much space on the disk, in bytes.
 *
 * @param cache records, file lists and what only they keep, compressed chunks of layers
 * @param other temporary files of running and of killed processes, what is known of earlier builds
 *     and of build contexts
 * @param total of everything in the store
 */
public record Usage(
    List<OfImage> images,
    List<OfLayer> layers,
    List<OfContainer> containers,
    OfCache cache,
    long other,
    long total) {
  public Usage {
    images = List.copyOf(images);
    layers = List.copyOf(layers);
    containers = List.copyOf(containers);
  }

  /**
   * An image.
   *
   * @param shared bytes of its layers that other images have too
   * @param unique bytes of its layers that no other image has
   * @param containers how many stand on it
   */
  public record OfImage(
      Digest id, List<Reference> names, Instant created, long shared, long unique, int containers) {
    public OfImage {
      names = List.copyOf(names);
    }

    public long size() {
      return shared + unique;
    }
  }

  /**
   * A layer.
   *
   * @param bytes of index, own blob and tree
   * @param tree the part of it that is an unpacked tree which could be made again
   * @param images how many have it
   * @param cached whether a record leads to it
   * @param inUse whether a container or a running process needs it
   */
  public record OfLayer(
      Digest diffId,
      LayerForm form,
      Instant created,
      long bytes,
      long tree,
      int images,
      boolean cached,
      boolean inUse) {}

  /** A container's directory: its writable layer and what is kept about it. */
  public record OfContainer(String id, String name, boolean running, long bytes) {}

  /**
   * The build cache.
   *
   * @param bytes of records and file lists, of layers that are in no image, and of compressed
   *     chunks
   * @param reclaimable the part of it that nothing uses at the moment
   * @param compressed the part of it that is compressed chunks
   */
  public record OfCache(int records, long bytes, long reclaimable, long compressed) {}

  /** Bytes of images: every layer that is in one, once. */
  public long imageBytes() {
    return layers.stream().filter(each -> each.images() > 0).mapToLong(OfLayer::bytes).sum();
  }

  /** Bytes of images that no container stands on, which are in no other image. */
  public long reclaimableImageBytes() {
    return images.stream().filter(each -> each.containers() == 0).mapToLong(OfImage::unique).sum();
  }
}
