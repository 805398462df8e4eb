package dev.varve.store;

import dev.varve.model.Descriptor;
import dev.varve.model.Digest;
import dev.varve.model.Json;
import dev.varve.model.JsonException;
import dev.varve.model.JsonFields;
import dev.varve.store.disk.DamagedException;
import dev.varve.store.disk.Disk;
import dev.varve.store.disk.DiskFiles;
import dev.varve.store.disk.Sealed;
import dev.varve.store.disk.Times;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the blobs of layers are known to be: in which repositories of which registries. A layer
 * that is not here can be had from there, and a registry that has a blob need not be sent it.
 *
 * <p>All of it is a hint: what comes from there is compared with the diff ID, and a place may have
 * lost what it had. Damaged notes are none.
 */
public final class Origins {
  /** So many places of one layer are remembered, those seen last. */
  private static final int MOST_PLACES = 8;

  private final Disk disk;
  private final Path directory;

  Origins(Disk disk) {
    this.disk = disk;
    this.directory = disk.resolve("origins");
  }

  /**
   * One place.
   *
   * @param registry host and port, as in {@link dev.varve.model.Reference}
   * @param repository of the registry; the path of an OCI image layout if it is in no registry
   * @param blob the layer's blob there, compressed or not
   */
  public record Place(String registry, String repository, Descriptor blob) {
    /** In place of a registry; no name can have it. */
    private static final String DIRECTORY = "@directory";

    /** A place that is a directory of this machine. */
    public static Place inDirectory(Path layout, Descriptor blob) {
      return new Place(DIRECTORY, layout.toString(), blob);
    }

    public boolean isDirectory() {
      return registry.equals(DIRECTORY);
    }
  }

  /**
   * What is known of a layer.
   *
   * @param size bytes of its uncompressed tar; −1 if that is not known
   * @param created when it was made; null if that is not known
   * @param places the one seen last comes first
   */
  public record Known(Digest diffId, long size, @Nullable Instant created, List<Place> places) {
    public Known {
      places = List.copyOf(places);
    }

    /** What is known of a layer from one place only. */
    public static Known at(Digest diffId, Place place) {
      return new Known(diffId, -1, null, List.of(place));
    }

    private Known and(Known older) {
      List<Place> all = new ArrayList<>(places);
      for (Place each : older.places) {
        if (!all.contains(each) && all.size() < MOST_PLACES) {
          all.add(each);
        }
      }
      return new Known(
          diffId, size >= 0 ? size : older.size, created != null ? created : older.created, all);
    }

    private Json.Obj toJson() {
      List<Json> listed = new ArrayList<>();
      for (Place place : places) {
        listed.add(
            Json.Obj.EMPTY
                .with("registry", Json.of(place.registry()))
                .with("repository", Json.of(place.repository()))
                .with("blob", place.blob().toJson()));
      }
      Json.Obj json =
          Json.Obj.EMPTY
              .with("diffId", Json.of(diffId.toString()))
              .with("places", new Json.Arr(listed));
      if (size >= 0) {
        json = json.with("size", Json.Num.of(size));
      }
      return created == null ? json : json.with("created", Times.toJson(created));
    }

    private static Known of(Json.Obj source) throws JsonException {
      JsonFields json = new JsonFields(source, "origin");
      List<Place> places = new ArrayList<>();
      for (JsonFields place : json.objects("places")) {
        Optional<JsonFields> blob = place.object("blob");
        if (blob.isPresent()) {
          places.add(
              new Place(
                  place.requiredString("registry"),
                  place.requiredString("repository"),
                  Descriptor.of(blob.get())));
        }
      }
      return new Known(
          json.digest("diffId").orElseThrow(() -> new JsonException("origin: of no layer")),
          json.number("size").orElse(-1L),
          json.has("created") ? Times.of(json, "created") : null,
          places);
    }
  }

  /** What is known of a layer's places; empty if nothing is. */
  public Optional<Known> find(Digest diffId) throws IOException {
    Optional<byte[]> file = DiskFiles.readIfPresent(path(diffId), Sealed.MAX_BYTES);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      Known known = Known.of(Sealed.open(file.get(), "origin of " + diffId));
      return Optional.of(known)
          .filter(each -> each.diffId().equals(diffId) && !each.places().isEmpty());
    } catch (DamagedException | JsonException e) {
      return Optional.empty();
    }
  }

  /** Adds what is known now to what was known before. */
  public void add(Known known) throws IOException {
    Optional<Known> before = find(known.diffId());
    Known both = before.isEmpty() ? known : known.and(before.get());
    if (!before.equals(Optional.of(both))) {
      disk.write(path(known.diffId()), Sealed.seal(both.toJson()), false);
    }
  }

  /** The diff IDs of all layers of which something is known, in no particular order. */
  List<Digest> all() throws IOException {
    List<Digest> found = new ArrayList<>();
    for (Path file : DiskFiles.list(directory)) {
      Digest.tryParseHex(DiskFiles.name(file)).ifPresent(found::add);
    }
    return found;
  }

  /** Forgets everything about a layer. */
  void remove(Digest diffId) throws IOException {
    disk.remove(path(diffId), false);
  }

  Path directory() {
    return directory;
  }

  private Path path(Digest diffId) {
    return directory.resolve(diffId.hex());
  }
}
