package dev.varve.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An image manifest (OCI image spec, "Image Manifest").
 *
 * @param unknown the members that have no meaning here; they are kept
 */
public record Manifest(
    String mediaType,
    Descriptor config,
    List<Descriptor> layers,
    Map<String, String> annotations,
    Json.Obj unknown) {

  private static final List<String> KNOWN =
      List.of("schemaVersion", "mediaType", "config", "layers", "annotations");

  public Manifest {
    layers = List.copyOf(layers);
    annotations = Map.copyOf(annotations);
  }

  /** An OCI manifest. */
  public Manifest(Descriptor config, List<Descriptor> layers) {
    this(MediaTypes.OCI_MANIFEST, config, layers, Map.of());
  }

  public Manifest(
      String mediaType,
      Descriptor config,
      List<Descriptor> layers,
      Map<String, String> annotations) {
    this(mediaType, config, layers, annotations, Json.Obj.EMPTY);
  }

  /**
   * Reads a manifest.
   *
   * @throws JsonException also if it is an index at the same time, or of an unknown schema
   */
  public static Manifest parse(byte[] document) throws JsonException {
    JsonFields json = new JsonFields(Json.parseObject(document), "manifest");
    if (json.number("schemaVersion").orElse(0L) != 2) {
      throw new JsonException("manifest: 'schemaVersion' is not 2");
    }
    if (json.has("manifests")) {
      throw new JsonException("manifest: has 'manifests', which only an index may have");
    }
    String mediaType = json.string("mediaType").orElse(MediaTypes.OCI_MANIFEST);
    if (!MediaTypes.isManifest(mediaType)) {
      throw new JsonException("manifest: media type '" + mediaType + "' is none of a manifest");
    }
    JsonFields config =
        json.object("config").orElseThrow(() -> new JsonException("manifest: 'config' is missing"));
    List<Descriptor> layers = new ArrayList<>();
    for (JsonFields layer : json.objects("layers")) {
      layers.add(Descriptor.of(layer));
    }
    return new Manifest(
        mediaType,
        Descriptor.of(config),
        layers,
        json.stringMap("annotations"),
        json.source().without(KNOWN));
  }

  public byte[] toBytes() {
    List<Json> items = new ArrayList<>();
    for (Descriptor layer : layers) {
      items.add(layer.toJson());
    }
    Json.Obj json =
        Json.Obj.EMPTY
            .with("schemaVersion", Json.Num.of(2))
            .with("mediaType", Json.of(mediaType))
            .with("config", config.toJson())
            .with("layers", new Json.Arr(items));
    if (!annotations.isEmpty()) {
      json = json.with("annotations", Json.ofStrings(new TreeMap<>(annotations)));
    }
    return json.withAll(unknown).toBytes();
  }
}
