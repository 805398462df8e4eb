package dev.varve.cli.command;

import dev.varve.model.ContainerConfig;
import dev.varve.model.ImageConfig;
import dev.varve.model.Json;
import dev.varve.model.JsonException;
import dev.varve.model.VarveException;
import dev.varve.runtime.container.ContainerState;
import dev.varve.runtime.container.ContainerState.Status;
import dev.varve.store.Image;
import dev.varve.store.Store;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code inspect} shows of a container: those of Docker's members that mean something here, in
 * its order.
 */
final class ContainerJson {
  /** What Docker shows for a moment that has not come. */
  private static final String NEVER = "0001-01-01T00:00:00Z";

  private ContainerJson() {}

  static Json of(ContainerState state, Store store) throws IOException {
    Map<String, Json> members = new LinkedHashMap<>();
    List<String> command = state.command();
    members.put("Id", Json.of(state.id()));
    members.put("Created", Json.of(state.created().toString()));
    members.put("Path", Json.of(command.isEmpty() ? "" : command.getFirst()));
    members.put(
        "Args", Json.ofStrings(command.isEmpty() ? command : command.subList(1, command.size())));
    members.put("State", run(state.run(), state.owner()));
    Optional<Image> image = store.images().get(state.image());
    members.put("Image", Json.of(image.map(found -> found.id().toString()).orElse("")));
    members.put("Name", Json.of("/" + state.name()));
    members.put("RestartCount", Json.Num.of(0));
    members.put("Driver", Json.of("varve"));
    members.put("Platform", Json.of("linux"));
    members.put(
        "HostConfig", Json.Obj.EMPTY.with("AutoRemove", new Json.Bool(state.removeWhenDone())));
    members.put("Mounts", new Json.Arr(List.of()));
    Json.Obj config =
        ImageJson.containerConfig(state.config())
            .with("Hostname", Json.of(state.shortId()))
            .with("Image", Json.of(state.imageName()));
    members.put("Config", config);
    return new Json.Obj(members);
  }

  private static Json run(ContainerState.Run run, long owner) {
    boolean running = run.status() == Status.RUNNING;
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("Status", Json.of(PsCommand.word(run.status())));
    members.put("Running", new Json.Bool(running));
    members.put("Paused", new Json.Bool(false));
    members.put("Restarting", new Json.Bool(false));
    members.put("OOMKilled", new Json.Bool(run.error().equals("out of memory")));
    members.put("Dead", new Json.Bool(false));
    members.put("Pid", Json.Num.of(running ? owner : 0));
    members.put("ExitCode", Json.Num.of(run.exitCode()));
    members.put("Error", Json.of(run.error()));
    members.put("StartedAt", Json.of(run.started().map(Instant::toString).orElse(NEVER)));
    members.put("FinishedAt", Json.of(run.finished().map(Instant::toString).orElse(NEVER)));
    return new Json.Obj(members);
  }

  /** The configuration that an image made from the container gets. */
  static ContainerConfig config(ContainerState state) {
    Json.Obj rootFs = Json.Obj.EMPTY.with("diff_ids", new Json.Arr(List.of()));
    Json.Obj image = Json.Obj.EMPTY.with("rootfs", rootFs).with("config", state.config());
    try {
      return ImageConfig.parse(image.toBytes()).config();
    } catch (JsonException e) {
      throw new VarveException(
          VarveException.Code.CORRUPT,
          "the state of container " + state.name() + " is damaged: " + e.getMessage(),
          null,
          e);
    }
  }
}
