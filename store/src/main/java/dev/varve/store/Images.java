package dev.varve.store;

import dev.varve.model.Descriptor;
import dev.varve.model.Digest;
import dev.varve.model.ImageConfig;
import dev.varve.model.Json;
import dev.varve.model.JsonException;
import dev.varve.model.Manifest;
import dev.varve.model.MediaTypes;
import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.store.disk.DamagedException;
import dev.varve.store.disk.Disk;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The images of the store: manifest and config as blobs, a small file {@code images/<manifest>}
 * that makes them an image, and names ({@link Refs}).
 *
 * <p>An image that was made is on the disk when the call returns; its layers need not be, but are
 * verified before they are used after a reboot.
 */
public final class Images {
  static final String KIND = "image";

  private final Disk disk;
  private final Blobs blobs;
  private final Refs refs;
  private final Layers layers;
  private final ImageLookup lookup;
  private final ImageRemoval removal;
  private final ImageEntries entries;

  Images(
      Disk disk, Blobs blobs, Refs refs, Layers layers, ContainerUses containers, Indexes indexes) {
    this.disk = disk;
    this.blobs = blobs;
    this.refs = refs;
    this.layers = layers;
    this.entries = new ImageEntries(disk, blobs);
    this.lookup = new ImageLookup(entries, refs, indexes);
    this.removal = new ImageRemoval(this, refs, containers);
  }

  /**
   * Makes an image of a config and layers that are in the store: its manifest lists the layers
   * uncompressed, so that its digest depends on nothing but the content. Making it again changes
   * nothing.
   */
  public Image create(ImageConfig config) throws IOException {
    return create(config.toBytes(), config, Map.of());
  }

  /**
   * As {@link #create(ImageConfig)}, where some layers are listed as another manifest has them,
   * most likely compressed: those of a base image, so that they need not be here.
   *
   * @param known by diff ID
   */
  public Image create(ImageConfig config, Map<Digest, Descriptor> known) throws IOException {
    return create(config.toBytes(), config, known);
  }

  /** As {@link #create(ImageConfig)}, keeping the config's bytes and so its digest. */
  public Image create(byte[] config) throws IOException {
    return create(config, parse(config), Map.of());
  }

  private Image create(byte[] document, ImageConfig config, Map<Digest, Descriptor> known)
      throws IOException {
    Digest id = Digest.sha256Of(document);
    List<Descriptor> descriptors = new ArrayList<>();
    for (Digest diffId : config.diffIds()) {
      Descriptor other = known.get(diffId);
      descriptors.add(
          other != null
              ? other
              : new Descriptor(MediaTypes.OCI_LAYER, diffId, layers.get(diffId).size()));
    }
    Manifest manifest =
        new Manifest(new Descriptor(MediaTypes.OCI_CONFIG, id, document.length), descriptors);
    byte[] bytes = manifest.toBytes();
    return add(new Image(Digest.sha256Of(bytes), manifest, id, config), bytes, document);
  }

  /**
   * Adds an image whose manifest came from elsewhere, both documents byte for byte. Its layers have
   * to be in the store by the diff IDs of the config, or known to be elsewhere ({@link Origins}).
   *
   * @throws DamagedException the manifest names another config, or another number of layers
   */
  public Image add(byte[] manifest, byte[] config) throws IOException {
    return add(image(Digest.sha256Of(manifest), manifest, config), manifest, config);
  }

  private Image add(Image image, byte[] manifest, byte[] config) throws IOException {
    disk.leaseNew(KIND, image.manifestDigest());
    if (!isStored(image)) {
      blobs.put(config, true);
      blobs.put(manifest, true);
      entries.put(
          new ImageEntries.Entry(
              image.manifestDigest(), image.configDigest(), disk.clock().instant()));
    }
    return image;
  }

  private boolean isStored(Image image) throws IOException {
    try {
      return ImageEntries.read(entries.path(image.manifestDigest())).isPresent()
          && blobs.isIntact(image.manifestDigest())
          && blobs.isIntact(image.configDigest());
    } catch (DamagedException e) {
      return false;
    }
  }

  private static ImageConfig parse(byte[] config) {
    try {
      return ImageConfig.parse(config);
    } catch (JsonException e) {
      throw new DamagedException("an image config", String.valueOf(e.getMessage()));
    }
  }

  private static Image image(Digest manifestDigest, byte[] manifest, byte[] config) {
    try {
      Manifest parsed = Manifest.parse(manifest);
      Digest configDigest = Digest.sha256Of(config);
      if (!parsed.config().digest().equals(configDigest)) {
        throw new DamagedException(
            "image manifest " + manifestDigest, "it names another config than " + configDigest);
      }
      ImageConfig parsedConfig = ImageConfig.parse(config);
      if (parsed.layers().size() != parsedConfig.diffIds().size()) {
        throw new DamagedException(
            "image manifest " + manifestDigest,
            "it has "
                + parsed.layers().size()
                + " layers and its config "
                + parsedConfig.diffIds().size());
      }
      return new Image(manifestDigest, parsed, configDigest, parsedConfig);
    } catch (JsonException e) {
      throw new DamagedException("image " + manifestDigest, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Finds an image by what users write: a name ({@code shop}, {@code shop:1.2}, {@code
   * shop@sha256:…}), an image ID or manifest digest, or the beginning of one.
   *
   * @throws dev.varve.model.VarveException if it is the beginning of several
   */
  public Optional<Image> find(String text) throws IOException {
    Optional<ImageLookup.Found> found = lookup.find(text);
    return found.isEmpty() ? Optional.empty() : Optional.of(load(found.get().entry()));
  }

  /**
   * As {@link #find}, for an image that has to be there.
   *
   * @throws dev.varve.model.VarveException if it is not (NOT_FOUND), or the name cannot be one
   *     (USAGE)
   */
  public Image resolve(String text) throws IOException {
    Optional<Image> found = find(text);
    if (found.isEmpty()) {
      throw lookup.notFound(text);
    }
    return found.get();
  }

  /** The image that a name means; a digest in the name is not looked at. */
  public Optional<Image> find(Reference name) throws IOException {
    Optional<Digest> manifest = refs.find(name);
    return manifest.isEmpty() ? Optional.empty() : get(manifest.get());
  }

  /** The image with that manifest, if the store has it as an image. */
  public Optional<Image> get(Digest manifest) throws IOException {
    Optional<ImageEntries.Entry> entry = entries.find(manifest);
    return entry.isEmpty() ? Optional.empty() : Optional.of(load(entry.get()));
  }

  private Image load(ImageEntries.Entry entry) throws IOException {
    byte[] manifest = blob(entry.manifest(), entry);
    byte[] config = blob(entry.config(), entry);
    return image(entry.manifest(), manifest, config);
  }

  private byte[] blob(Digest digest, ImageEntries.Entry entry) throws IOException {
    return blobs
        .readAll(digest, Json.MAX_BYTES)
        .orElseThrow(
            () ->
                new DamagedException(
                    "image " + entry.config().shortHex(), "its blob " + digest + " is missing"));
  }

  /** All images, newest first. */
  public List<ListedImage> list() throws IOException {
    Map<Digest, List<Reference>> names = names();
    List<ListedImage> found = new ArrayList<>();
    for (ImageEntries.Entry entry : entries.all()) {
      Image image = load(entry);
      found.add(
          new ListedImage(
              image,
              names.getOrDefault(entry.manifest(), List.of()),
              entry.added(),
              size(image.config())));
    }
    found.sort(
        java.util.Comparator.comparing(
                (ListedImage each) -> each.image().config().time().orElse(Instant.EPOCH))
            .reversed()
            .thenComparing(each -> each.image().manifestDigest()));
    return found;
  }

  private long size(ImageConfig config) throws IOException {
    long size = 0;
    for (Digest diffId : config.diffIds()) {
      size += layers.peek(diffId).map(Layer::size).orElse(0L);
    }
    return size;
  }

  /** The names of each image, by manifest digest. */
  Map<Digest, List<Reference>> names() throws IOException {
    return byImage(refs.readable());
  }

  /** As {@link #names}, for what would do harm if a name were overlooked. */
  Map<Digest, List<Reference>> allNames() throws IOException {
    return byImage(refs.all());
  }

  private static Map<Digest, List<Reference>> byImage(Map<Reference, Digest> refs) {
    Map<Digest, List<Reference>> names = new HashMap<>();
    refs.forEach(
        (name, manifest) -> names.computeIfAbsent(manifest, key -> new ArrayList<>()).add(name));
    return names;
  }

  /** Lets {@code name} mean the image; an image that had it before may stay without a name. */
  public void tag(Image image, Reference name) throws IOException {
    if (!disk.lease(KIND, image.manifestDigest(), entries.path(image.manifestDigest()))) {
      throw new VarveException(
          VarveException.Code.NOT_FOUND,
          "image " + image.id().shortHex() + " was removed while it was being named");
    }
    refs.set(name, image.manifestDigest());
  }

  /** Takes a name away, whatever it means; false if there is none. */
  public boolean untag(Reference name) throws IOException {
    return refs.remove(name);
  }

  /**
   * Removes a name or an image by Docker's rules. What the image alone needed stays until {@link
   * Store#reclaim} removes it.
   *
   * @param text as for {@link #find(String)}
   * @throws dev.varve.model.VarveException if there is no such image, or it is in use
   */
  public RemovedImage remove(String text, boolean force) throws IOException {
    Optional<ImageLookup.Found> found;
    try {
      found = lookup.find(text);
    } catch (DamagedException e) {
      // A name whose file is damaged can only be removed.
      Reference name = Reference.parse(text);
      refs.remove(name);
      return new RemovedImage(List.of(name), Optional.empty());
    }
    if (found.isEmpty()) {
      throw lookup.notFound(text);
    }
    return removal.remove(found.get(), force);
  }

  ImageEntries entries() {
    return entries;
  }
}
