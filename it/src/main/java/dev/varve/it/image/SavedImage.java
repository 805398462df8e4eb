package dev.varve.it.image;

import dev.varve.model.Json;
import dev.varve.model.JsonException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * An image as {@code save} writes it (an archive with {@code manifest.json}), held in memory: for
 * small images only.
 *
 * @param config the image config, unchanged
 * @param layers the entries of each layer in the order of its tar, bottom first
 */
public record SavedImage(Json.Obj config, List<List<ImageEntry>> layers) {

  public static SavedImage read(InputStream archive) throws IOException {
    Map<String, byte[]> files = new HashMap<>();
    new TarEntries(archive).forEach((entry, bytes) -> files.put(entry.path(), bytes));
    try {
      Json.Arr manifests = (Json.Arr) Json.parse(file(files, "manifest.json"));
      Json.Obj manifest = (Json.Obj) manifests.items().getFirst();
      String configName = string(manifest.find("Config").orElseThrow());
      List<List<ImageEntry>> layers = new ArrayList<>();
      for (Json layer : ((Json.Arr) manifest.find("Layers").orElseThrow()).items()) {
        layers.add(readLayer(file(files, string(layer))));
      }
      return new SavedImage(Json.parseObject(file(files, configName)), layers);
    } catch (JsonException e) {
      throw new IOException("saved image: " + e.getMessage(), e);
    }
  }

  /** The entries of one layer's tar, gzipped or not. */
  public static List<ImageEntry> readLayer(byte[] tar) throws IOException {
    boolean gzip = tar.length > 2 && tar[0] == 0x1f && (tar[1] & 0xff) == 0x8b;
    InputStream bytes = new ByteArrayInputStream(tar);
    List<ImageEntry> entries = new ArrayList<>();
    new TarEntries(gzip ? new GZIPInputStream(bytes) : bytes)
        .forEach((entry, content) -> entries.add(entry));
    return entries;
  }

  private static byte[] file(Map<String, byte[]> files, String name) throws IOException {
    byte[] bytes = files.get(name);
    if (bytes == null) {
      throw new IOException("saved image has no " + name + ", only " + files.keySet());
    }
    return bytes;
  }

  private static String string(Json json) {
    return ((Json.Str) json).value();
  }
}
