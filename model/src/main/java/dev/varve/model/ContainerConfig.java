package dev.varve.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How a container of an image is started (OCI image spec, "Image Configuration", {@code config},
 * with Docker's additions Healthcheck, OnBuild and Shell).
 *
 * <p>It is backed by its JSON, so that fields unknown here survive a build on top of the image.
 */
public final class ContainerConfig {
  /** An image that says nothing. */
  public static final ContainerConfig EMPTY = new ContainerConfig(Json.Obj.EMPTY);

  /** The order in which Docker writes the fields. */
  private static final List<String> ORDER =
      List.of(
          "User",
          "ExposedPorts",
          "Env",
          "Entrypoint",
          "Cmd",
          "Volumes",
          "WorkingDir",
          "Labels",
          "StopSignal",
          "ArgsEscaped",
          "Healthcheck",
          "OnBuild",
          "Shell");

  private final Json.Obj json;

  private ContainerConfig(Json.Obj json) {
    this.json = json;
  }

  /**
   * Takes the {@code config} object of an image.
   *
   * @throws JsonException if a known field has another type than the spec gives it
   */
  static ContainerConfig of(JsonFields fields) throws JsonException {
    for (String name : List.of("User", "WorkingDir", "StopSignal")) {
      fields.string(name);
    }
    for (String name : List.of("Env", "Entrypoint", "Cmd", "OnBuild", "Shell")) {
      fields.strings(name);
    }
    for (String name : List.of("ExposedPorts", "Volumes", "Healthcheck")) {
      fields.object(name);
    }
    fields.stringMap("Labels");
    Optional<JsonFields> healthcheck = fields.object("Healthcheck");
    if (healthcheck.isPresent()) {
      Healthcheck.of(healthcheck.get());
    }
    return new ContainerConfig(fields.source());
  }

  public String user() {
    return text("User");
  }

  public String workingDir() {
    return text("WorkingDir");
  }

  public String stopSignal() {
    return text("StopSignal");
  }

  /** The variables as {@code NAME=value}; entries of foreign images may lack the {@code =}. */
  public List<String> env() {
    return list("Env").orElse(List.of());
  }

  /** The value of {@code name}, the last one if there are several. */
  public Optional<String> env(String name) {
    String found = null;
    for (String entry : env()) {
      if (entry.length() > name.length()
          && entry.charAt(name.length()) == '='
          && entry.startsWith(name)) {
        found = entry.substring(name.length() + 1);
      }
    }
    return Optional.ofNullable(found);
  }

  /** Empty when the image has none, which differs from a list without items. */
  public Optional<List<String>> entrypoint() {
    return list("Entrypoint");
  }

  public Optional<List<String>> cmd() {
    return list("Cmd");
  }

  public Optional<List<String>> shell() {
    return list("Shell");
  }

  public List<String> onBuild() {
    return list("OnBuild").orElse(List.of());
  }

  /** As {@code 80/tcp}, sorted. */
  public List<String> exposedPorts() {
    return keys("ExposedPorts");
  }

  public List<String> volumes() {
    return keys("Volumes");
  }

  public Map<String, String> labels() {
    Map<String, String> result = new TreeMap<>();
    if (json.members().get("Labels") instanceof Json.Obj obj) {
      obj.members()
          .forEach(
              (name, value) -> {
                if (value instanceof Json.Str str) {
                  result.put(name, str.value());
                }
              });
    }
    return result;
  }

  public Optional<Healthcheck> healthcheck() {
    if (json.members().get("Healthcheck") instanceof Json.Obj obj) {
      try {
        return Optional.of(Healthcheck.of(new JsonFields(obj, "Healthcheck")));
      } catch (JsonException e) {
        throw new IllegalStateException("was checked when it was read", e);
      }
    }
    return Optional.empty();
  }

  public ContainerConfig withUser(String user) {
    return with("User", textOrNull(user));
  }

  public ContainerConfig withWorkingDir(String path) {
    return with("WorkingDir", textOrNull(path));
  }

  public ContainerConfig withStopSignal(String signal) {
    return with("StopSignal", textOrNull(signal));
  }

  public ContainerConfig withEnv(List<String> env) {
    return with("Env", env.isEmpty() ? null : Json.ofStrings(env));
  }

  /** Sets one variable, in the place of an earlier one of that name. */
  public ContainerConfig withEnv(String name, String value) {
    List<String> changed = new ArrayList<>(env());
    String entry = name + "=" + value;
    for (int i = 0; i < changed.size(); i++) {
      String old = changed.get(i);
      if (old.equals(name) || old.startsWith(name + "=")) {
        changed.set(i, entry);
        return withEnv(changed);
      }
    }
    changed.add(entry);
    return withEnv(changed);
  }

  /** Sets the entrypoint; null and the empty list remove it, as Docker writes it. */
  public ContainerConfig withEntrypoint(@Nullable List<String> args) {
    return with("Entrypoint", args == null || args.isEmpty() ? null : Json.ofStrings(args));
  }

  /** Sets the command; null and the empty list remove it, as Docker writes it. */
  public ContainerConfig withCmd(@Nullable List<String> args) {
    return with("Cmd", args == null || args.isEmpty() ? null : Json.ofStrings(args));
  }

  /** Whether the command is marked as {@link #withArgsEscaped} does. */
  public boolean argsEscaped() {
    return json.members().get("ArgsEscaped") instanceof Json.Bool escaped && escaped.value();
  }

  /** Marks the command as Docker's CMD does, or not; old runtimes on Windows look at it. */
  public ContainerConfig withArgsEscaped(boolean escaped) {
    return with("ArgsEscaped", escaped ? new Json.Bool(true) : null);
  }

  public ContainerConfig withShell(List<String> args) {
    return with("Shell", Json.ofStrings(args));
  }

  public ContainerConfig withOnBuild(List<String> triggers) {
    return with("OnBuild", triggers.isEmpty() ? null : Json.ofStrings(triggers));
  }

  /** With more ports, as {@code 80/tcp}. All at once: a range may hold every port there is. */
  public ContainerConfig withExposedPorts(List<String> ports) {
    return withKeys("ExposedPorts", ports);
  }

  /** With more volumes. */
  public ContainerConfig withVolumes(List<String> paths) {
    return withKeys("Volumes", paths);
  }

  public ContainerConfig withLabel(String name, String value) {
    Map<String, String> changed = new TreeMap<>(labels());
    changed.put(name, value);
    return with("Labels", Json.ofStrings(changed));
  }

  public ContainerConfig withHealthcheck(Healthcheck check) {
    return with("Healthcheck", check.toJson());
  }

  /** The fields in Docker's order, then the unknown ones. */
  public Json.Obj toJson() {
    Map<String, Json> sorted = new LinkedHashMap<>();
    for (String name : ORDER) {
      Json value = json.members().get(name);
      if (value != null) {
        sorted.put(name, value);
      }
    }
    json.members().forEach(sorted::putIfAbsent);
    return new Json.Obj(sorted);
  }

  private ContainerConfig with(String name, @Nullable Json value) {
    return new ContainerConfig(json.with(name, value));
  }

  private ContainerConfig withKeys(String name, List<String> more) {
    TreeSet<String> keys = new TreeSet<>(keys(name));
    keys.addAll(more);
    Map<String, Json> members = new LinkedHashMap<>();
    for (String each : keys) {
      members.put(each, Json.Obj.EMPTY);
    }
    return with(name, new Json.Obj(members));
  }

  private static @Nullable Json textOrNull(String value) {
    return value.isEmpty() ? null : Json.of(value);
  }

  private String text(String name) {
    return json.members().get(name) instanceof Json.Str str ? str.value() : "";
  }

  private Optional<List<String>> list(String name) {
    if (!(json.members().get(name) instanceof Json.Arr arr)) {
      return Optional.empty();
    }
    List<String> result = new ArrayList<>();
    for (Json item : arr.items()) {
      if (item instanceof Json.Str str) {
        result.add(str.value());
      }
    }
    return Optional.of(result);
  }

  private List<String> keys(String name) {
    return json.members().get(name) instanceof Json.Obj obj
        ? List.copyOf(new TreeSet<>(obj.members().keySet()))
        : List.of();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ContainerConfig that && json.equals(that.json);
  }

  @Override
  public int hashCode() {
    return json.hashCode();
  }

  @Override
  public String toString() {
    return toJson().toText();
  }
}
