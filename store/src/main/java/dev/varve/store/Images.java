package dev.varve.store;

import dev.varve.model.Descriptor;
import dev.varve.model.Digest;
import dev.varve.model.ImageConfig;
import dev.varve.model.Json;
import dev.varve.model.JsonException;
import dev.varve.model.JsonFields;
import dev.varve.model.Manifest;
import dev.varve.model.MediaTypes;
import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.store.disk.DamagedException;
import dev.varve.store.disk.Disk;
import dev.varve.store.disk.DiskFiles;
import dev.varve.store.disk.Sealed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
  private final Path directory;

  Images(Disk disk, Blobs blobs, Refs refs, Layers layers, ContainerUses containers) {
    this.disk = disk;
    this.blobs = blobs;
    this.refs = refs;
    this.layers = layers;
    this.lookup = new ImageLookup(this, refs);
    this.removal = new ImageRemoval(this, refs, containers);
    this.directory = disk.resolve("images");
  }

  /**
   * Makes an image of a config and layers that are in the store: its manifest lists the layers
   * uncompressed, so that its digest depends on nothing but the content. Making it again changes
   * nothing.
   */
  public Image create(ImageConfig config) throws IOException {
    return create(config.toBytes());
  }

  /** As {@link #create(ImageConfig)}, keeping the config's bytes and so its digest. */
  public Image create(byte[] config) throws IOException {
    Manifest manifest = localManifest(Digest.sha256Of(config), config.length, parse(config));
    return add(manifest.toBytes(), config);
  }

  /** The manifest of an image with its layers as they lie here, uncompressed. */
  public Manifest localManifest(Digest configDigest, long configSize, ImageConfig config)
      throws IOException {
    List<Descriptor> descriptors = new ArrayList<>();
    for (Digest diffId : config.diffIds()) {
      descriptors.add(new Descriptor(MediaTypes.OCI_LAYER, diffId, layers.get(diffId).size()));
    }
    return new Manifest(
        new Descriptor(MediaTypes.OCI_CONFIG, configDigest, configSize), descriptors);
  }

  /**
   * Adds an image whose manifest came from elsewhere, both documents byte for byte. Its layers have
   * to be in the store, by the diff IDs of the config.
   */
  public Image add(byte[] manifest, byte[] config) throws IOException {
    Image image = image(Digest.sha256Of(manifest), manifest, config);
    disk.leaseNew(KIND, image.manifestDigest());
    Path file = path(image.manifestDigest());
    if (readEntry(file).isEmpty() || !isReadable(image)) {
      blobs.put(config, true);
      blobs.put(manifest, true);
      Json.Obj json =
          Json.Obj.EMPTY
              .with("manifest", Json.of(image.manifestDigest().toString()))
              .with("config", Json.of(image.configDigest().toString()))
              .with("added", Json.of(disk.clock().instant().toString()));
      disk.write(file, Sealed.seal(json), true);
    }
    return image;
  }

  private boolean isReadable(Image image) throws IOException {
    return blobs.isIntact(image.manifestDigest()) && blobs.isIntact(image.configDigest());
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
      return new Image(manifestDigest, parsed, configDigest, ImageConfig.parse(config));
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
    Optional<Entry> entry = readEntry(path(manifest));
    return entry.isEmpty() ? Optional.empty() : Optional.of(load(entry.get()));
  }

  Optional<Entry> entry(Digest manifest) throws IOException {
    return readEntry(path(manifest));
  }

  private Image load(Entry entry) throws IOException {
    byte[] manifest = blob(entry.manifest(), entry);
    byte[] config = blob(entry.config(), entry);
    return image(entry.manifest(), manifest, config);
  }

  private byte[] blob(Digest digest, Entry entry) throws IOException {
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
    for (Entry entry : entries()) {
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
    Map<Digest, List<Reference>> names = new HashMap<>();
    refs.all()
        .forEach(
            (name, manifest) ->
                names.computeIfAbsent(manifest, key -> new ArrayList<>()).add(name));
    return names;
  }

  /** Lets {@code name} mean the image; an image that had it before may stay without a name. */
  public void tag(Image image, Reference name) throws IOException {
    if (!disk.lease(KIND, image.manifestDigest(), path(image.manifestDigest()))) {
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
    Optional<ImageLookup.Found> found = lookup.find(text);
    if (found.isEmpty()) {
      throw lookup.notFound(text);
    }
    return removal.remove(found.get(), force);
  }

  /** Makes an image none; its blobs and layers stay until they are reclaimed. */
  void forget(Digest manifest) throws IOException {
    disk.remove(path(manifest), true);
  }

  /** What the files in {@code images/} say, in no particular order. */
  List<Entry> entries() throws IOException {
    List<Entry> found = new ArrayList<>();
    for (Path file : DiskFiles.list(directory)) {
      readEntry(file).ifPresent(found::add);
    }
    return found;
  }

  static Optional<Entry> readEntry(Path file) throws IOException {
    Optional<byte[]> bytes = DiskFiles.readIfPresent(file, Sealed.MAX_BYTES);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    String what = "image " + DiskFiles.name(file);
    try {
      JsonFields json = new JsonFields(Sealed.open(bytes.get(), what), "image");
      return Optional.of(
          new Entry(
              Digest.parse(json.requiredString("manifest")),
              Digest.parse(json.requiredString("config")),
              json.instant("added").orElse(Instant.EPOCH)));
    } catch (JsonException | IllegalArgumentException e) {
      throw new DamagedException(what, String.valueOf(e.getMessage()));
    }
  }

  boolean exists(Digest manifest) {
    return Files.exists(path(manifest));
  }

  private Path path(Digest manifest) {
    return directory.resolve(manifest.hex());
  }

  Path directory() {
    return directory;
  }

  /** One file in {@code images/}. */
  record Entry(Digest manifest, Digest config, Instant added) {}
}
