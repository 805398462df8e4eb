package dev.varve.registry.cache;

import dev.varve.archive.Bytes;
import dev.varve.model.Descriptor;
import dev.varve.model.Digest;
import dev.varve.model.JsonException;
import dev.varve.model.MediaTypes;
import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.registry.client.Registries;
import dev.varve.registry.client.RegistryFailure;
import dev.varve.registry.http.Redacted;
import dev.varve.registry.transfer.PushOptions;
import dev.varve.registry.transfer.Pusher;
import dev.varve.store.Layer;
import dev.varve.store.Origins;
import dev.varve.store.StepRecord;
import dev.varve.store.Store;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Brings records of other machines into a store, and gives its own to others. */
public final class SharedCaches {
  private final Store store;
  private final Registries registries;
  private final Pusher pusher;

  public SharedCaches(Store store, Registries registries, Pusher pusher) {
    this.store = store;
    this.registries = registries;
    this.pusher = pusher;
  }

  /** Where a shared cache is. */
  public sealed interface Location {
    /** Under a name in a registry. */
    record InRegistry(Reference name) implements Location {}

    /** In a directory, under a tag or a digest of its index. */
    record InDirectory(Path path, String tag) implements Location {}
  }

  /** Which steps are given to others. */
  public enum Mode {
    /** Those whose layers the image has. */
    MIN,
    /** All that the build needed. */
    MAX
  }

  private CachePlace place(Location location) {
    return switch (location) {
      case Location.InRegistry(Reference name) -> new RegistryPlace(registries, pusher, name);
      case Location.InDirectory(Path path, String tag) -> new DirectoryPlace(store, path, tag);
    };
  }

  /**
   * Brings the records of a shared cache into the store. Their layers stay where they are until
   * they are needed ({@link dev.varve.store.Layers#fetchFrom}). A key that the store has a record
   * and a layer for keeps them.
   *
   * @return how many records there are; empty if there is no cache
   * @throws VarveException if it cannot be read, or is damaged; nothing was brought
   */
  public Optional<Integer> importFrom(Location location) throws IOException, InterruptedException {
    CachePlace place = place(location);
    try {
      Optional<Bytes> document = place.read();
      if (document.isEmpty()) {
        return Optional.empty();
      }
      CacheDocument cache = CacheDocument.parse(document.get().toArray());
      for (SharedRecord each : cache.records()) {
        if (!MediaTypes.isLayer(each.blob().mediaType())) {
          throw new JsonException("cache: '" + each.blob().mediaType() + "' is no layer");
        }
      }
      for (SharedRecord each : cache.records()) {
        take(each, place);
      }
      return Optional.of(cache.records().size());
    } catch (JsonException e) {
      throw new VarveException(VarveException.Code.CORRUPT, Redacted.text(e.getMessage()), null, e);
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      throw new VarveException(
          VarveException.Code.ENVIRONMENT,
          "the cache cannot be read: " + RegistryFailure.explained(e),
          null,
          e);
    }
  }

  private void take(SharedRecord each, CachePlace place) throws IOException {
    Optional<StepRecord> own = store.records().peek(each.key());
    if (own.isPresent() && store.layers().findHere(own.get().diffId()).isPresent()) {
      return;
    }
    store
        .origins()
        .add(
            new Origins.Known(
                each.diffId(), each.size(), each.created(), List.of(place.place(each.blob()))));
    store.records().put(each.toRecord());
    for (Digest shortcut : each.shortcuts()) {
      store.records().putShortcut(shortcut, each.key());
    }
  }

  /**
   * Gives the records of a build to others: they are all that is in the cache then.
   *
   * @param keys of the build's steps
   * @param image the diff IDs of its layers
   * @param options how layers are compressed
   * @return how many records there are
   */
  public int exportTo(
      Location location, List<Digest> keys, List<Digest> image, Mode mode, PushOptions options)
      throws IOException, InterruptedException {
    Map<Digest, StepRecord> records = records(keys, image, mode);
    Map<Digest, Layer> layers = new LinkedHashMap<>();
    List<Pusher.Listed> listed = new ArrayList<>();
    for (StepRecord record : records.values()) {
      if (!layers.containsKey(record.diffId())) {
        Layer layer = store.layers().get(record.diffId());
        layers.put(record.diffId(), layer);
        listed.add(
            new Pusher.Listed(
                record.diffId(),
                new Descriptor(MediaTypes.OCI_LAYER, record.diffId(), layer.size())));
      }
    }
    CachePlace place = place(location);
    Map<Digest, Descriptor> blobs = place.writeLayers(listed, options);
    byte[] document = document(records.values(), layers, blobs).toBytes();
    List<Descriptor> sent = new ArrayList<>();
    layers.keySet().forEach(diffId -> sent.add(blob(blobs, diffId)));
    place.write(document, sent);
    return records.size();
  }

  private static Descriptor blob(Map<Digest, Descriptor> blobs, Digest diffId) {
    Descriptor blob = blobs.get(diffId);
    if (blob == null) {
      throw new IllegalStateException("layer " + diffId + " was not written");
    }
    return blob;
  }

  /** The newest of those that are too many go. */
  private Map<Digest, StepRecord> records(List<Digest> keys, List<Digest> image, Mode mode)
      throws IOException {
    Map<Digest, StepRecord> records = new LinkedHashMap<>();
    for (Digest key : keys) {
      Optional<StepRecord> record = store.records().peek(key);
      boolean wanted =
          record.isPresent() && (mode == Mode.MAX || image.contains(record.get().diffId()));
      if (wanted && records.size() < CacheDocument.MOST_RECORDS) {
        records.put(key, record.get());
      }
    }
    return records;
  }

  private CacheDocument document(
      Iterable<StepRecord> records, Map<Digest, Layer> layers, Map<Digest, Descriptor> blobs)
      throws IOException {
    Map<Digest, List<Digest>> shortcuts = store.records().shortcuts();
    List<SharedRecord> shared = new ArrayList<>();
    for (StepRecord record : records) {
      Layer layer = layers.get(record.diffId());
      if (layer != null) {
        shared.add(
            new SharedRecord(
                record.key(),
                record.instruction(),
                record.diffId(),
                record.identity(),
                record.created(),
                record.cost(),
                layer.created(),
                layer.size(),
                blob(blobs, record.diffId()),
                shortcuts.getOrDefault(record.key(), List.of()).stream()
                    .limit(SharedRecord.MOST_SHORTCUTS)
                    .toList()));
      }
    }
    return new CacheDocument(shared);
  }

  /**
   * The records of an image's own steps as an annotation of its manifest, for {@code type=inline}:
   * the image is the cache.
   *
   * @param blobs of its layers at the registry, by diff ID
   */
  public Map<String, String> inline(
      List<Digest> keys, List<Digest> image, Map<Digest, Descriptor> blobs) throws IOException {
    Map<Digest, Layer> layers = new LinkedHashMap<>();
    List<StepRecord> records = new ArrayList<>();
    for (StepRecord record : records(keys, image, Mode.MIN).values()) {
      if (blobs.containsKey(record.diffId())) {
        layers.put(record.diffId(), store.layers().get(record.diffId()));
        records.add(record);
      }
    }
    byte[] document = document(records, layers, blobs).toBytes();
    String text = new String(Base64.getEncoder().encode(document), StandardCharsets.US_ASCII);
    return Map.of(CacheDocument.ANNOTATION, text);
  }
}
