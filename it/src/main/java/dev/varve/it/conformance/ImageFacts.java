package dev.varve.it.conformance;

import dev.varve.it.image.ImageEntry;
import dev.varve.it.image.Listing;
import dev.varve.it.image.RootTree;
import dev.varve.it.image.SavedImage;
import dev.varve.model.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is compared of an image, as lines of text: what its base brought is left out, and so is
 * whatever differs from one build to the next.
 *
 * @param config the config without history, layers and times, pretty JSON with sorted names
 * @param history one JSON object for each entry, without its time
 * @param layers for each layer a line {@code == created_by}, then {@link Listing#layer}
 * @param root {@link Listing#root}
 */
public record ImageFacts(
    List<String> config, List<String> history, List<String> layers, List<String> root) {

  private static final List<String> FILES = List.of("config.json", "history", "layers", "root");

  /** The facts about an image that may or may not stand on {@code base}. */
  public static ImageFacts of(SavedImage image, SavedImage base) {
    List<Json> diffIds = diffIds(image);
    boolean based = diffIds.subList(0, Math.min(1, diffIds.size())).equals(diffIds(base));
    List<Json> history = array(image.config(), "history");
    int inherited = based ? array(base.config(), "history").size() : 0;
    RootTree root = new RootTree();
    if (based) {
      root.apply(base.layers().getFirst());
    }
    RootTree bottom = new RootTree(root);
    List<String> layerLines = new ArrayList<>();
    int layer = based ? 1 : 0;
    for (Json entry : history.subList(inherited, history.size())) {
      if (((Json.Obj) entry).find("empty_layer").isEmpty()) {
        List<ImageEntry> entries = image.layers().get(layer++);
        RootTree before = new RootTree(root);
        root.apply(entries);
        layerLines.add("== " + text((Json.Obj) entry, "created_by"));
        layerLines.addAll(Listing.layer(entries, before, root));
      }
    }
    if (layer != image.layers().size()) {
      throw new AssertionError(layer + " layers in the history, " + image.layers().size());
    }
    return new ImageFacts(
        config(image.config()),
        history.subList(inherited, history.size()).stream().map(ImageFacts::historyLine).toList(),
        layerLines.stream().flatMap(String::lines).map(line -> general(line, base)).toList(),
        Listing.root(root, bottom).stream().map(line -> general(line, base)).toList());
  }

  /** A line without what depends on the version of busybox. */
  private static String general(String line, SavedImage base) {
    for (ImageEntry entry : base.layers().getFirst()) {
      if (entry.path().equals("bin/busybox")) {
        String content = entry.size() + " " + entry.content().substring(0, 12);
        return line.replace(content, "(busybox)");
      }
    }
    throw new IllegalArgumentException("the base has no busybox");
  }

  /** Reads a recording. */
  public static ImageFacts read(Path directory) throws IOException {
    List<List<String>> parts = new ArrayList<>();
    for (String file : FILES) {
      parts.add(Files.readAllLines(directory.resolve(file)));
    }
    return new ImageFacts(parts.get(0), parts.get(1), parts.get(2), parts.get(3));
  }

  /** Writes a recording. */
  public void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    for (var part : parts().entrySet()) {
      Files.write(directory.resolve(part.getKey()), part.getValue());
    }
  }

  /** File name to lines, in a fixed order. */
  public Map<String, List<String>> parts() {
    Map<String, List<String>> parts = new LinkedHashMap<>();
    parts.put(FILES.get(0), config);
    parts.put(FILES.get(1), history);
    parts.put(FILES.get(2), layers);
    parts.put(FILES.get(3), root);
    return parts;
  }

  private static List<String> config(Json.Obj config) {
    Json.Obj kept = config;
    for (String changing : List.of("created", "history", "rootfs", "container", "docker_version")) {
      kept = kept.with(changing, null);
    }
    return canonical(kept).toPretty().lines().toList();
  }

  private static Json canonical(Json json) {
    return switch (json) {
      case Json.Obj object -> {
        TreeMap<String, Json> members = new TreeMap<>();
        object
            .members()
            .forEach(
                (name, value) -> {
                  if (!(value instanceof Json.Null)) {
                    members.put(name, canonical(value));
                  }
                });
        yield new Json.Obj(members);
      }
      case Json.Arr array ->
          new Json.Arr(array.items().stream().map(ImageFacts::canonical).toList());
      case Json.Str string -> string;
      case Json.Num number -> number;
      case Json.Bool bool -> bool;
      case Json.Null none -> none;
    };
  }

  private static String historyLine(Json entry) {
    return canonical(((Json.Obj) entry).with("created", null)).toText();
  }

  private static List<Json> diffIds(SavedImage image) {
    return array((Json.Obj) image.config().find("rootfs").orElseThrow(), "diff_ids");
  }

  private static List<Json> array(Json.Obj object, String name) {
    return object.find(name).orElse(new Json.Null()) instanceof Json.Arr array
        ? array.items()
        : List.of();
  }

  private static String text(Json.Obj object, String name) {
    return object.find(name).orElse(new Json.Null()) instanceof Json.Str string
        ? string.value()
        : "";
  }
}
