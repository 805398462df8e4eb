package dev.varve.store.transfer;

import dev.varve.archive.ArchiveException;
import dev.varve.archive.Bytes;
import dev.varve.archive.EntryPath;
import dev.varve.model.Digest;
import dev.varve.model.Json;
import dev.varve.model.JsonException;
import dev.varve.model.JsonFields;
import dev.varve.model.Reference;
import dev.varve.store.disk.DamagedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What Docker saves: {@code manifest.json} names config and layers of each image by their paths in
 * the archive. Up to version 24 those were {@code <id>.json} and {@code <id>/layer.tar}, since then
 * they are the blobs of an OCI image layout.
 */
final class DockerArchive {
  private static final String JSON = ".json";

  private final ArchiveFiles files;

  DockerArchive(ArchiveFiles files) {
    this.files = files;
  }

  List<ArchiveReader.Found> images() throws IOException, JsonException {
    Json document = Json.parse(ArchiveReader.document(files, "manifest.json"));
    if (!(document instanceof Json.Arr array)) {
      throw new JsonException("manifest.json is no array");
    }
    Map<String, ArchiveReader.Found> found = new LinkedHashMap<>();
    for (Json item : array.items()) {
      if (!(item instanceof Json.Obj object)) {
        throw new JsonException("manifest.json: an item is no object");
      }
      JsonFields fields = new JsonFields(object, "manifest.json");
      found.put(found.size() + fields.requiredString("Config"), image(fields));
    }
    if (found.isEmpty()) {
      throw new ArchiveException("manifest.json names no image");
    }
    return List.copyOf(found.values());
  }

  private ArchiveReader.Found image(JsonFields fields) throws IOException, JsonException {
    String configName = fields.requiredString("Config");
    ArchiveFiles.Spooled config = file(configName);
    checkName(configName, config);
    List<ArchiveFiles.Spooled> layers = new ArrayList<>();
    for (String layer : fields.strings("Layers")) {
      layers.add(file(layer));
    }
    List<Reference> names = new ArrayList<>();
    for (String tag : fields.strings("RepoTags")) {
      names.add(name(tag));
    }
    return new ArchiveReader.Found(
        null, Bytes.of(ArchiveReader.document(config, shown(configName))), layers, names);
  }

  private static Reference name(String tag) throws JsonException {
    try {
      Reference name = Reference.parse(tag);
      if (name.digest() == null) {
        return name;
      }
    } catch (IllegalArgumentException e) {
      throw new JsonException("manifest.json: " + e.getMessage());
    }
    throw new JsonException("manifest.json: '" + tag + "' is no tag");
  }

  private ArchiveFiles.Spooled file(String name) throws ArchiveException {
    EntryPath path;
    try {
      path = EntryPath.of(name);
    } catch (IllegalArgumentException e) {
      throw new ArchiveException("manifest.json: " + e.getMessage());
    }
    return files
        .find(path)
        .orElseThrow(
            () -> new ArchiveException("'" + path + "' is missing, which manifest.json names"));
  }

  private static String shown(String name) {
    return Bytes.printable(name.getBytes(StandardCharsets.UTF_8));
  }

  /** A config that is named by its digest has to have it. */
  private static void checkName(String name, ArchiveFiles.Spooled config) {
    String last = name.substring(name.lastIndexOf('/') + 1);
    String hex = last.endsWith(JSON) ? last.substring(0, last.length() - JSON.length()) : last;
    Optional<Digest> digest = Digest.tryParseHex(hex);
    if (digest.isPresent() && !digest.get().equals(config.digest())) {
      throw new DamagedException(
          "the config " + digest.get() + " of the archive", "it has another digest");
    }
  }
}
