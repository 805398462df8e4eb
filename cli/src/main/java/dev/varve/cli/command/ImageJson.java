package dev.varve.cli.command;

import dev.varve.model.Digest;
import dev.varve.model.History;
import dev.varve.model.ImageConfig;
import dev.varve.model.Json;
import dev.varve.model.Reference;
import dev.varve.store.Image;
import dev.varve.store.Layer;
import dev.varve.store.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What {@code inspect} shows of an image: the members that Docker shows, in its order. */
final class ImageJson {
  /** Members of the config that Docker shows even when they are not set. */
  private static final List<String> ALWAYS =
      List.of("Cmd", "Entrypoint", "Env", "Labels", "OnBuild", "User", "Volumes", "WorkingDir");

  private static final Set<String> TEXTS = Set.of("User", "WorkingDir");

  private ImageJson() {}

  static Json of(Image image, Store store) throws IOException {
    ImageConfig config = image.config();
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("Id", Json.of(image.id().toString()));
    List<Json> tags = new ArrayList<>();
    Set<String> digests = new TreeSet<>();
    for (Map.Entry<Reference, Digest> ref : store.refs().all().entrySet()) {
      if (!ref.getValue().equals(image.manifestDigest())) {
        continue;
      }
      Reference name = ref.getKey();
      tags.add(Json.of(name.familiar()));
      digests.add(name.familiarRepository() + "@" + image.manifestDigest());
    }
    members.put("RepoTags", new Json.Arr(tags));
    members.put("RepoDigests", Json.ofStrings(List.copyOf(digests)));
    members.put("Parent", Json.of(""));
    members.put("Comment", Json.of(comment(config)));
    members.put("Created", Json.of(config.time().map(Object::toString).orElse("")));
    members.put("DockerVersion", Json.of(""));
    members.put("Author", Json.of(config.author()));
    members.put("Architecture", Json.of(config.platform().architecture()));
    if (!config.platform().variant().isEmpty()) {
      members.put("Variant", Json.of(config.platform().variant()));
    }
    members.put("Os", Json.of(config.platform().os()));
    if (!config.platform().osVersion().isEmpty()) {
      members.put("OsVersion", Json.of(config.platform().osVersion()));
    }
    members.put("Size", Json.Num.of(size(config, store)));
    members.put("GraphDriver", graphDriver());
    members.put("RootFS", rootFs(config));
    members.put("Config", containerConfig(config.config().toJson()));
    return new Json.Obj(members);
  }

  /**
   * Bytes of the content of its layers, which is what Docker counts; a layer that is missing counts
   * as none.
   */
  static long size(ImageConfig config, Store store) throws IOException {
    long size = 0;
    for (Digest diffId : config.diffIds()) {
      Optional<Layer> layer = store.layers().peek(diffId);
      size += layer.isPresent() ? layer.get().contentSize() : 0;
    }
    return size;
  }

  private static String comment(ImageConfig config) {
    List<History> history = config.history();
    return history.isEmpty() ? "" : history.getLast().comment();
  }

  private static Json graphDriver() {
    return Json.Obj.EMPTY.with("Data", new Json.Null()).with("Name", Json.of("varve"));
  }

  private static Json rootFs(ImageConfig config) {
    List<Json> layers = new ArrayList<>();
    for (Digest diffId : config.diffIds()) {
      layers.add(Json.of(diffId.toString()));
    }
    return Json.Obj.EMPTY.with("Type", Json.of("layers")).with("Layers", new Json.Arr(layers));
  }

  /** A container config as Docker shows it: sorted, with the members that are always there. */
  static Json.Obj containerConfig(Json.Obj config) {
    Set<String> names = new TreeSet<>(config.members().keySet());
    names.addAll(ALWAYS);
    Map<String, Json> members = new LinkedHashMap<>();
    for (String name : names) {
      Json unset = TEXTS.contains(name) ? Json.of("") : new Json.Null();
      members.put(name, config.find(name).orElse(unset));
    }
    return new Json.Obj(members);
  }
}
