package dev.varve.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An image index (OCI image spec, "Image Index").
 *
 * @param unknown the members that have no meaning here; they are kept
 */
public record Index(
    String mediaType,
    List<Descriptor> manifests,
    Map<String, String> annotations,
    Json.Obj unknown) {

  private static final List<String> KNOWN =
      List.of("schemaVersion", "mediaType", "manifests", "annotations");

  public Index {
    manifests = List.copyOf(manifests);
    annotations = Map.copyOf(annotations);
  }

  /** An OCI index. */
  public Index(List<Descriptor> manifests) {
    this(MediaTypes.OCI_INDEX, manifests, Map.of());
  }

  public Index(String mediaType, List<Descriptor> manifests, Map<String, String> annotations) {
    this(mediaType, manifests, annotations, Json.Obj.EMPTY);
  }

  /**
   * Reads an index.
   *
   * @throws JsonException also if it is a manifest at the same time, or of an unknown schema
   */
  public static Index parse(byte[] document) throws JsonException {
    JsonFields json = new JsonFields(Json.parseObject(document), "index");
    if (json.number("schemaVersion").orElse(0L) != 2) {
      throw new JsonException("index: 'schemaVersion' is not 2");
    }
    if (json.has("layers") || json.has("config")) {
      throw new JsonException("index: has the fields of a manifest");
    }
    String mediaType = json.string("mediaType").orElse(MediaTypes.OCI_INDEX);
    if (!MediaTypes.isIndex(mediaType)) {
      throw new JsonException("index: media type '" + mediaType + "' is none of an index");
    }
    List<Descriptor> manifests = new ArrayList<>();
    for (JsonFields manifest : json.objects("manifests")) {
      manifests.add(Descriptor.of(manifest));
    }
    return new Index(
        mediaType, manifests, json.stringMap("annotations"), json.source().without(KNOWN));
  }

  public byte[] toBytes() {
    List<Json> items = new ArrayList<>();
    for (Descriptor manifest : manifests) {
      items.add(manifest.toJson());
    }
    Json.Obj json =
        Json.Obj.EMPTY
            .with("schemaVersion", Json.Num.of(2))
            .with("mediaType", Json.of(mediaType))
            .with("manifests", new Json.Arr(items));
    if (!annotations.isEmpty()) {
      json = json.with("annotations", Json.ofStrings(new TreeMap<>(annotations)));
    }
    return json.withAll(unknown).toBytes();
  }
}
