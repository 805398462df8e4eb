package dev.varve.runtime.container;

import dev.varve.model.Digest;
import dev.varve.model.Json;
import dev.varve.model.JsonException;
import dev.varve.model.JsonFields;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a container. A value; {@link Containers} keeps it in {@code state.json}.
 *
 * @param id 64 hexadecimal digits
 * @param name unique among containers
 * @param imageName the image as the user named it
 * @param image the image's manifest digest
 * @param layers the diff IDs of the image, bottom first
 * @param command what runs in it, with arguments
 * @param config the configuration that an image made from it gets, as in an image config
 * @param removeWhenDone whether it goes away with its end
 * @param owner process id of the varve that runs it
 * @param created when it was made
 * @param run what came of running it
 */
public record ContainerState(
    String id,
    String name,
    String imageName,
    Digest image,
    List<Digest> layers,
    List<String> command,
    Json.Obj config,
    boolean removeWhenDone,
    long owner,
    Instant created,
    Run run) {

  /** How far a container has come. */
  public enum Status {
    CREATED,
    RUNNING,
    EXITED
  }

  /**
   * What came of running a container.
   *
   * @param status how far it has come; one whose varve was killed counts as exited
   * @param started when its command was started, if it was
   * @param finished when it ended, if it did
   * @param exitCode as a shell reports it; 137 when varve was killed
   * @param error why it could not be started or what killed it; empty if nothing did
   */
  public record Run(
      Status status,
      Optional<Instant> started,
      Optional<Instant> finished,
      int exitCode,
      String error) {

    static final Run NONE = new Run(Status.CREATED, Optional.empty(), Optional.empty(), 0, "");
  }

  public ContainerState {
    layers = List.copyOf(layers);
    command = List.copyOf(command);
  }

  /** The first twelve digits, as listings show it. */
  public String shortId() {
    return id.substring(0, 12);
  }

  ContainerState with(Run newRun) {
    return new ContainerState(
        id,
        name,
        imageName,
        image,
        layers,
        command,
        config,
        removeWhenDone,
        owner,
        created,
        newRun);
  }

  byte[] toBytes() {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("id", Json.of(id));
    members.put("name", Json.of(name));
    members.put("imageName", Json.of(imageName));
    members.put("image", Json.of(image.toString()));
    members.put("layers", Json.ofStrings(layers.stream().map(Digest::toString).toList()));
    members.put("command", Json.ofStrings(command));
    members.put("config", config);
    members.put("removeWhenDone", new Json.Bool(removeWhenDone));
    members.put("owner", Json.Num.of(owner));
    members.put("created", Json.of(created.toString()));
    members.put("status", Json.of(run.status().name()));
    run.started().ifPresent(at -> members.put("started", Json.of(at.toString())));
    run.finished().ifPresent(at -> members.put("finished", Json.of(at.toString())));
    members.put("exitCode", Json.Num.of(run.exitCode()));
    members.put("error", Json.of(run.error()));
    return new Json.Obj(members).toBytes();
  }

  static ContainerState parse(byte[] document) throws JsonException {
    JsonFields fields = new JsonFields(Json.parseObject(document), "container");
    try {
      Run run =
          new Run(
              Status.valueOf(fields.requiredString("status")),
              fields.instant("started"),
              fields.instant("finished"),
              fields.number("exitCode").orElse(0L).intValue(),
              fields.string("error").orElse(""));
      return new ContainerState(
          fields.requiredString("id"),
          fields.requiredString("name"),
          fields.string("imageName").orElse(""),
          fields
              .digest("image")
              .orElseThrow(() -> new JsonException("a container lacks its image")),
          fields.strings("layers").stream().map(Digest::parse).toList(),
          fields.strings("command"),
          fields.object("config").map(JsonFields::source).orElse(Json.Obj.EMPTY),
          fields.flag("removeWhenDone"),
          fields.number("owner").orElse(0L),
          fields.instant("created").orElse(Instant.EPOCH),
          run);
    } catch (IllegalArgumentException e) {
      throw new JsonException("a container's state is damaged: " + e.getMessage());
    }
  }
}
