package dev.varve.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An image's configuration (OCI image spec, "Image Configuration"). Its digest is what Docker calls
 * the image ID.
 *
 * @param diffIds of the layers, bottom first
 * @param source the JSON it was read from, whose unknown fields are kept
 */
public record ImageConfig(
    @Nullable Instant created,
    String author,
    Platform platform,
    ContainerConfig config,
    List<Digest> diffIds,
    List<History> history,
    Json.Obj source) {

  /** More layers than any runtime can mount; a hostile config is refused early. */
  public static final int MAX_LAYERS = 4096;

  public ImageConfig {
    diffIds = List.copyOf(diffIds);
    history = List.copyOf(history);
  }

  /** The configuration of {@code FROM scratch}. */
  public static ImageConfig scratch(Platform platform) {
    return new ImageConfig(
        null, "", platform, ContainerConfig.EMPTY, List.of(), List.of(), Json.Obj.EMPTY);
  }

  public static ImageConfig parse(byte[] document) throws JsonException {
    JsonFields json = new JsonFields(Json.parseObject(document), "image config");
    Platform platform = Platform.of(json).orElse(new Platform("linux", ""));
    Optional<JsonFields> config = json.object("config");
    return new ImageConfig(
        json.instant("created").orElse(null),
        json.string("author").orElse(""),
        platform,
        config.isPresent() ? ContainerConfig.of(config.get()) : ContainerConfig.EMPTY,
        diffIds(json),
        history(json),
        json.source());
  }

  private static List<Digest> diffIds(JsonFields json) throws JsonException {
    Optional<JsonFields> rootfs = json.object("rootfs");
    if (rootfs.isEmpty()) {
      throw new JsonException("image config: 'rootfs' is missing");
    }
    if (!rootfs.get().string("type").orElse("layers").equals("layers")) {
      throw new JsonException("image config: rootfs type is not 'layers'");
    }
    List<Digest> result = new ArrayList<>();
    for (String text : rootfs.get().strings("diff_ids")) {
      result.add(
          Digest.tryParse(text)
              .orElseThrow(() -> new JsonException("image config: a diff ID is no sha256 digest")));
    }
    if (result.size() > MAX_LAYERS) {
      throw new JsonException("image config: more than " + MAX_LAYERS + " layers");
    }
    return result;
  }

  private static List<History> history(JsonFields json) throws JsonException {
    List<History> result = new ArrayList<>();
    for (JsonFields entry : json.objects("history")) {
      result.add(History.of(entry));
    }
    return result;
  }

  public Optional<Instant> time() {
    return Optional.ofNullable(created);
  }

  public ImageConfig withConfig(ContainerConfig changed) {
    return new ImageConfig(created, author, platform, changed, diffIds, history, source);
  }

  public ImageConfig withAuthor(String changed) {
    return new ImageConfig(created, changed, platform, config, diffIds, history, source);
  }

  public ImageConfig withCreated(@Nullable Instant changed) {
    return new ImageConfig(changed, author, platform, config, diffIds, history, source);
  }

  public ImageConfig withPlatform(Platform changed) {
    return new ImageConfig(created, author, changed, config, diffIds, history, source);
  }

  /** With one more entry in the history. */
  public ImageConfig withHistory(History entry) {
    List<History> longer = new ArrayList<>(history);
    longer.add(entry);
    return new ImageConfig(created, author, platform, config, diffIds, longer, source);
  }

  /** With one more layer on top. */
  public ImageConfig withLayer(Digest diffId) {
    List<Digest> longer = new ArrayList<>(diffIds);
    longer.add(diffId);
    return new ImageConfig(created, author, platform, config, longer, history, source);
  }

  public byte[] toBytes() {
    Map<String, Json> members = new LinkedHashMap<>();
    if (created != null) {
      members.put("created", Json.of(created.toString()));
    }
    if (!author.isEmpty()) {
      members.put("author", Json.of(author));
    }
    members.putAll(platform.toJson().members());
    members.put("config", config.toJson());
    List<Json> ids = new ArrayList<>();
    diffIds.forEach(id -> ids.add(Json.of(id.toString())));
    members.put(
        "rootfs",
        Json.Obj.EMPTY.with("type", Json.of("layers")).with("diff_ids", new Json.Arr(ids)));
    List<Json> entries = new ArrayList<>();
    history.forEach(entry -> entries.add(entry.toJson()));
    members.put("history", new Json.Arr(entries));
    for (Map.Entry<String, Json> member : source.members().entrySet()) {
      if (!KNOWN.contains(member.getKey())) {
        members.put(member.getKey(), member.getValue());
      }
    }
    return new Json.Obj(members).toBytes();
  }

  /** Written from the components; {@code container} fields of old images describe their builder. */
  private static final List<String> KNOWN =
      List.of(
          "created",
          "author",
          "architecture",
          "os",
          "os.version",
          "variant",
          "config",
          "rootfs",
          "history",
          "container",
          "container_config",
          "docker_version");
}
