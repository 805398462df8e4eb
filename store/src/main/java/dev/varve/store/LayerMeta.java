package dev.varve.store;

import dev.varve.model.Digest;
import dev.varve.model.Json;
import dev.varve.model.JsonException;
import dev.varve.model.JsonFields;
import dev.varve.store.disk.DamagedException;
import dev.varve.store.disk.Sealed;
import dev.varve.store.disk.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code meta} of a layer.
 *
 * @param form the one that the layer was committed in and keeps
 * @param size bytes of the tar
 * @param own that of the sources which holds the layer's own bytes, if it is in extents and has any
 * @param sources the blobs that it points into if it is in extents
 * @param base the layer that it was made from by changing some entries, if it was
 * @param boot the boot in which it was written; null once all of it is known to be on the disk
 */
record LayerMeta(
    Digest diffId,
    LayerForm form,
    long size,
    @Nullable Digest own,
    List<Digest> sources,
    @Nullable Digest base,
    Instant created,
    @Nullable String boot) {

  /** In place of a boot: reading it showed damage, so it has to be verified. */
  static final String SUSPECT = "suspect";

  LayerMeta {
    sources = List.copyOf(sources);
  }

  LayerMeta withBoot(@Nullable String changed) {
    return new LayerMeta(diffId, form, size, own, sources, base, created, changed);
  }

  /** Every blob that the layer needs. */
  List<Digest> blobs() {
    List<Digest> blobs = new ArrayList<>(sources);
    if (form == LayerForm.TAR) {
      blobs.add(diffId);
    }
    return blobs;
  }

  byte[] toBytes() {
    List<Json> blobs = new ArrayList<>();
    sources.forEach(source -> blobs.add(Json.of(source.toString())));
    Json.Obj json =
        Json.Obj.EMPTY
            .with("diffId", Json.of(diffId.toString()))
            .with("form", Json.of(form.text()))
            .with("size", Json.Num.of(size))
            .with("sources", new Json.Arr(blobs))
            .with("created", Times.toJson(created));
    if (own != null) {
      json = json.with("own", Json.of(own.toString()));
    }
    if (base != null) {
      json = json.with("base", Json.of(base.toString()));
    }
    if (boot != null) {
      json = json.with("boot", Json.of(boot));
    }
    return Sealed.seal(json);
  }

  /**
   * @throws DamagedException if it is not what {@link #toBytes} wrote for that layer
   */
  static LayerMeta parse(byte[] file, Digest diffId) {
    String what = "layer " + diffId;
    try {
      JsonFields json = new JsonFields(Sealed.open(file, what), "layer");
      if (!json.digest("diffId").equals(Optional.of(diffId))) {
        throw new DamagedException(what, "its metadata belong to another layer");
      }
      List<Digest> sources = new ArrayList<>();
      for (String source : json.strings("sources")) {
        sources.add(Digest.parse(source));
      }
      return new LayerMeta(
          diffId,
          form(json.requiredString("form")),
          json.number("size").orElse(0L),
          json.digest("own").orElse(null),
          sources,
          json.digest("base").orElse(null),
          Times.of(json, "created"),
          json.string("boot").orElse(null));
    } catch (JsonException | IllegalArgumentException e) {
      throw new DamagedException(what, String.valueOf(e.getMessage()));
    }
  }

  private static LayerForm form(String text) throws JsonException {
    for (LayerForm form : LayerForm.values()) {
      if (form.text().equals(text)) {
        return form;
      }
    }
    throw new JsonException("unknown form '" + text + "'");
  }
}
