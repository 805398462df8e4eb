package dev.varve.store.transfer;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.Limits;
import dev.varve.archive.compress.Compression;
import dev.varve.archive.compress.LayerCompression;
import dev.varve.model.ContainerConfig;
import dev.varve.model.History;
import dev.varve.model.ImageConfig;
import dev.varve.model.Platform;
import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.store.Image;
import dev.varve.store.Layer;
import dev.varve.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Image archives of a store: writes what {@code docker save} writes, reads what others write. */
public final class ImageArchives {
  private final Store store;

  public ImageArchives(Store store) {
    this.store = store;
  }

  /**
   * Writes images as one tar that is an OCI image layout and has Docker's {@code manifest.json}:
   * {@code docker load}, {@code podman load} and {@code skopeo} read it. The same images give the
   * same bytes. {@code out} is flushed, not closed.
   *
   * @param wanted names, IDs or beginnings of IDs; a name without a tag means all its tags
   * @throws VarveException if one is not there, or damaged; {@code out} may have got a part then
   */
  public void save(List<String> wanted, OutputStream out) throws IOException {
    save(wanted, out, LayerCompression.NONE);
  }

  /**
   * As {@link #save(List, OutputStream)}, with the layers compressed: their digests in manifests
   * are those of the compressed bytes. Compressed chunks are kept, so that saving an image again
   * that changed little costs little.
   */
  public void save(List<String> wanted, OutputStream out, LayerCompression compression)
      throws IOException {
    new ArchiveWriter(store, compression).write(Selection.of(store, wanted), out);
  }

  /**
   * Writes one image as {@link #save(List, OutputStream)} does.
   *
   * @param names that it gets in the archive
   * @param annotations more of them for its manifest
   */
  public void save(
      Image image,
      List<Reference> names,
      OutputStream out,
      LayerCompression compression,
      Map<String, String> annotations)
      throws IOException {
    Selection one = new Selection(List.of(new Selection.Selected(image, names)));
    new ArchiveWriter(store, compression, annotations).write(one, out);
  }

  /** The same as files of a directory, which is an OCI image layout then; what was there stays. */
  public void save(
      Image image,
      List<Reference> names,
      LayoutDirectory layout,
      LayerCompression compression,
      Map<String, String> annotations)
      throws IOException {
    Selection one = new Selection(List.of(new Selection.Selected(image, names)));
    new ArchiveWriter(store, compression, annotations).write(one, layout);
  }

  /**
   * Stores the images of an archive: Docker's of any version since 1.10, or a tar of an OCI image
   * layout; plain or compressed, with layers plain or compressed. Everything is compared with its
   * digest, and no image appears before all are known to be good. {@code in} is read to its end,
   * not closed.
   *
   * @throws VarveException if it is no such archive, or damaged; the names are as before
   */
  public List<LoadedImage> load(InputStream in) throws IOException {
    try (ArchiveFiles files = ArchiveFiles.read(store, in)) {
      return new ArchiveReader(store, files).load();
    } catch (ArchiveException e) {
      throw damaged("the image archive is damaged: " + e.getMessage(), e);
    }
  }

  /**
   * Makes an image of a root file system, as {@code docker import} does. The tar may be compressed;
   * its uncompressed bytes become the only layer. {@code tar} is not closed.
   *
   * @param message goes into the history
   * @param changes makes the configuration, from an empty one
   * @param created goes into config and history
   */
  public Image importRootfs(
      InputStream tar,
      Platform platform,
      String message,
      Instant created,
      UnaryOperator<ContainerConfig> changes)
      throws IOException {
    Layer layer;
    try {
      layer = store.layers().importTar(Compression.decompressed(tar, Limits.DEFAULT));
      store.layers().checkStack(List.of(layer));
    } catch (ArchiveException e) {
      throw damaged("the root file system cannot be read: " + e.getMessage(), e);
    }
    ImageConfig config =
        ImageConfig.scratch(platform)
            .withCreated(created)
            .withConfig(changes.apply(ContainerConfig.EMPTY))
            .withLayer(layer.diffId())
            .withHistory(new History(created, "", message, "", false));
    return store.images().create(config);
  }

  private static VarveException damaged(String message, ArchiveException cause) {
    return new VarveException(VarveException.Code.CORRUPT, message, null, cause);
  }
}
