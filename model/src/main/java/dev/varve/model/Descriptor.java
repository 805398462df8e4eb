package dev.varve.model;

import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * What names a blob (OCI image spec, "Content Descriptors"): its media type, digest and size.
 *
 * @param size of the blob in bytes, never negative
 * @param source the JSON it was read from, whose unknown fields are kept; empty when made here
 */
public record Descriptor(
    String mediaType, Digest digest, long size, Map<String, String> annotations, Json.Obj source) {

  public Descriptor {
    if (size < 0) {
      throw new IllegalArgumentException("descriptor of " + digest + " with a negative size");
    }
    annotations = Map.copyOf(annotations);
  }

  public Descriptor(String mediaType, Digest digest, long size) {
    this(mediaType, digest, size, Map.of(), Json.Obj.EMPTY);
  }

  /**
   * Reads a descriptor.
   *
   * @throws JsonException also if it carries {@code data} of another digest or size
   */
  public static Descriptor of(JsonFields json) throws JsonException {
    Digest digest =
        json.digest("digest")
            .orElseThrow(() -> new JsonException(json.what() + ": 'digest' is missing"));
    long size =
        json.number("size")
            .orElseThrow(() -> new JsonException(json.what() + ": 'size' is missing"));
    if (size < 0) {
      throw new JsonException(json.what() + ": 'size' is negative");
    }
    checkData(json, digest, size);
    return new Descriptor(
        json.requiredString("mediaType"),
        digest,
        size,
        json.stringMap("annotations"),
        json.source());
  }

  /** Content that comes with its descriptor has to be what the descriptor says. */
  private static void checkData(JsonFields json, Digest digest, long size) throws JsonException {
    Optional<String> data = json.string("data");
    if (data.isEmpty()) {
      return;
    }
    byte[] content;
    try {
      content = Base64.getDecoder().decode(data.get());
    } catch (IllegalArgumentException e) {
      throw new JsonException(json.what() + ": 'data' is not base 64");
    }
    if (content.length != size || !Digest.sha256Of(content).equals(digest)) {
      throw new JsonException(json.what() + ": 'data' is not what 'digest' and 'size' say");
    }
  }

  /** The platform that an index states for a manifest. */
  public Optional<Platform> platform() throws JsonException {
    Optional<JsonFields> json = new JsonFields(source, "descriptor").object("platform");
    return json.isPresent() ? Platform.of(json.get()) : Optional.empty();
  }

  public Descriptor withPlatform(Platform platform) {
    return new Descriptor(
        mediaType, digest, size, annotations, source.with("platform", platform.toJson()));
  }

  public Descriptor withAnnotations(Map<String, String> changed) {
    return new Descriptor(mediaType, digest, size, changed, source);
  }

  /** The same blob under another media type. */
  public Descriptor withMediaType(String changed) {
    return new Descriptor(changed, digest, size, annotations, source);
  }

  public Json.Obj toJson() {
    Json.Obj json =
        new Json.Obj(
                Map.of()) // the fields of the spec come first, in its order, then what else was
            // there
            .with("mediaType", Json.of(mediaType))
            .with("digest", Json.of(digest.toString()))
            .with("size", Json.Num.of(size));
    if (!annotations.isEmpty()) {
      json = json.with("annotations", Json.ofStrings(new java.util.TreeMap<>(annotations)));
    }
    for (Map.Entry<String, Json> member : source.members().entrySet()) {
      if (!json.members().containsKey(member.getKey()) && !member.getKey().equals("annotations")) {
        json = json.with(member.getKey(), member.getValue());
      }
    }
    return json;
  }
}
