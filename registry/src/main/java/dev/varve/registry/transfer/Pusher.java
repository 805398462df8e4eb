package dev.varve.registry.transfer;

import dev.varve.model.Descriptor;
import dev.varve.model.Digest;
import dev.varve.model.Json;
import dev.varve.model.Manifest;
import dev.varve.model.MediaTypes;
import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.registry.client.Registries;
import dev.varve.registry.client.RegistryFailure;
import dev.varve.registry.client.Repository;
import dev.varve.store.Image;
import dev.varve.store.Origins;
import dev.varve.store.Store;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sends images to registries. What a registry has is not sent, what another of its repositories has
 * is mounted, and what only another registry has is passed on from there: nothing is downloaded or
 * compressed to be sent that need not be.
 */
public final class Pusher {
  private static final int AT_ONCE = 4;

  private final Store store;
  private final Registries registries;
  private final TransferListener listener;

  public Pusher(Store store, Registries registries, TransferListener listener) {
    this.store = store;
    this.registries = registries;
    this.listener = listener;
  }

  /**
   * Pushes an image under a name. Its manifest comes last: the image appears there whole or not at
   * all. One that was pulled and can be pushed as it is keeps its manifest, byte for byte.
   *
   * @param name with a tag, unless the options say that none is wanted
   * @throws VarveException if the registry refuses it
   */
  public Pushed push(Image image, Reference name, PushOptions options)
      throws IOException, InterruptedException {
    try {
      return sent(image, name, options);
    } catch (java.io.InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      throw new VarveException(
          VarveException.Code.ENVIRONMENT,
          "cannot push " + name.familiar() + ": " + RegistryFailure.explained(e),
          null,
          e);
    }
  }

  private Pushed sent(Image image, Reference name, PushOptions options)
      throws IOException, InterruptedException {
    Repository to = registries.forPush(name);
    List<Descriptor> layers = sendLayers(name, listed(image), options, () -> sendConfig(image, to));
    byte[] document = document(image, layers, options);
    Manifest manifest = parsed(document);
    Descriptor descriptor =
        new Descriptor(manifest.mediaType(), Digest.sha256Of(document), document.length);
    String reference =
        options.byDigest() || name.tag() == null ? descriptor.digest().toString() : name.tag();
    to.putManifest(reference, manifest.mediaType(), document);
    return new Pushed(descriptor, manifest);
  }

  /**
   * A layer to be sent.
   *
   * @param blob as a manifest lists it
   */
  public record Listed(Digest diffId, Descriptor blob) {}

  /** The layers of an image, bottom first, as its manifest lists them. */
  public static List<Listed> listed(Image image) {
    List<Digest> diffIds = image.config().diffIds();
    List<Listed> listed = new ArrayList<>();
    for (int i = 0; i < diffIds.size(); i++) {
      listed.add(new Listed(diffIds.get(i), image.manifest().layers().get(i)));
    }
    return listed;
  }

  /**
   * Sees to it that a repository has some layers.
   *
   * @return their blobs there, in order
   */
  public List<Descriptor> sendLayers(Reference name, List<Listed> layers, PushOptions options)
      throws IOException, InterruptedException {
    return sendLayers(name, layers, options, () -> {});
  }

  /** The same; {@code beside} is done at the same time. */
  private List<Descriptor> sendLayers(
      Reference name, List<Listed> layers, PushOptions options, Together.Task beside)
      throws IOException, InterruptedException {
    Repository to = registries.forPush(name);
    LayerPush.Tools tools = new LayerPush.Tools(store, registries, listener);
    Map<Digest, LayerPush> distinct = new LinkedHashMap<>();
    List<LayerPush> inOrder = new ArrayList<>();
    for (Listed each : layers) {
      inOrder.add(
          distinct.computeIfAbsent(each.diffId(), _ -> new LayerPush(tools, to, each, options)));
    }
    List<Together.Task> tasks = new ArrayList<>(distinct.values());
    tasks.add(beside);
    Together.run(AT_ONCE, tasks);
    remember(name, distinct);
    List<Descriptor> sent = new ArrayList<>();
    inOrder.forEach(layer -> sent.add(layer.sent()));
    return sent;
  }

  /** Sees to it that a repository has a small blob. */
  public static void sendDocument(Repository to, Descriptor blob, byte[] document)
      throws IOException, InterruptedException {
    if (to.blobSize(blob.digest()).isEmpty()) {
      to.upload(
          blob,
          from ->
              new ByteArrayInputStream(
                  document, Math.toIntExact(from), Math.toIntExact(document.length - from)));
    }
  }

  private void sendConfig(Image image, Repository to) throws IOException, InterruptedException {
    Descriptor config = image.manifest().config();
    sendDocument(to, config, blob(config.digest()));
  }

  private byte[] blob(Digest digest) throws IOException {
    return store
        .blobs()
        .readAll(digest, Json.MAX_BYTES)
        .orElseThrow(() -> new IOException("blob " + digest + " is gone"));
  }

  /** The stored manifest if nothing has changed, else one of the OCI image spec. */
  private byte[] document(Image image, List<Descriptor> layers, PushOptions options)
      throws IOException {
    Manifest stored = image.manifest();
    if (layers.equals(stored.layers()) && options.annotations().isEmpty()) {
      return blob(image.manifestDigest());
    }
    List<Descriptor> listed = new ArrayList<>();
    for (Descriptor layer : layers) {
      listed.add(layer.withMediaType(MediaTypes.toOci(layer.mediaType())));
    }
    Map<String, String> annotations = new TreeMap<>(stored.annotations());
    annotations.putAll(options.annotations());
    Descriptor config =
        new Descriptor(MediaTypes.OCI_CONFIG, stored.config().digest(), stored.config().size());
    return new Manifest(MediaTypes.OCI_MANIFEST, config, listed, annotations).toBytes();
  }

  private static Manifest parsed(byte[] document) {
    try {
      return Manifest.parse(document);
    } catch (dev.varve.model.JsonException e) {
      throw new IllegalStateException(e);
    }
  }

  private void remember(Reference name, Map<Digest, LayerPush> layers) throws IOException {
    for (Map.Entry<Digest, LayerPush> each : layers.entrySet()) {
      Origins.Place place =
          new Origins.Place(name.registry(), name.repository(), each.getValue().sent());
      store.origins().add(Origins.Known.at(each.getKey(), place));
    }
  }
}
