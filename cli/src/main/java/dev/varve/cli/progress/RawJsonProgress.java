package dev.varve.cli.progress;

import dev.varve.build.event.BuildEvent;
import dev.varve.build.event.BuildEvent.ContextScanned;
import dev.varve.build.event.BuildEvent.Finished;
import dev.varve.build.event.BuildEvent.LayerFetched;
import dev.varve.build.event.BuildEvent.Planned;
import dev.varve.build.event.BuildEvent.StepCached;
import dev.varve.build.event.BuildEvent.StepCanceled;
import dev.varve.build.event.BuildEvent.StepFailed;
import dev.varve.build.event.BuildEvent.StepFinished;
import dev.varve.build.event.BuildEvent.StepOutput;
import dev.varve.build.event.BuildEvent.StepStarted;
import dev.varve.build.event.BuildEvent.Warning;
import dev.varve.build.event.StepInfo;
import dev.varve.cli.output.Console;
import dev.varve.model.Digest;
import dev.varve.model.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A line of JSON for each change, in the shape of BuildKit's SolveStatus: {@code vertexes}, {@code
 * statuses}, {@code logs}, {@code warnings}. A vertex's digest stands for a step of this build and
 * means nothing beyond it. Why a step ran is one more member of its vertex, {@code reason}.
 */
final class RawJsonProgress implements Progress {
  private static final String DEFINITION = "[internal] load build definition from ";
  private static final String CONTEXT = "[internal] load build context";
  private static final String EXPORT = "exporting to image";

  private final Console console;
  private final Map<Integer, Instant> began = new HashMap<>();

  RawJsonProgress(Console console) {
    this.console = console;
  }

  @Override
  public void on(BuildEvent event) {
    switch (event) {
      case Planned e -> planned(e);
      case ContextScanned e ->
          vertexes(vertex(CONTEXT).began(e.time().minus(e.took())).completed(e.time()).json());
      case StepStarted e -> {
        began.put(e.step().id(), e.time());
        Vertex vertex = step(e.step(), e.time());
        e.reason().ifPresent(reason -> vertex.put("reason", Json.of(reason.text())));
        vertexes(vertex.json());
      }
      case StepOutput e -> output(e);
      case StepCached e ->
          vertexes(
              step(e.step(), e.time())
                  .completed(e.time())
                  .put("cached", new Json.Bool(true))
                  .json());
      case StepFinished e -> vertexes(step(e.step(), e.time()).completed(e.time()).json());
      case StepFailed e ->
          vertexes(
              step(e.step(), e.time())
                  .completed(e.time())
                  .put("error", Json.of(e.message()))
                  .json());
      case StepCanceled e ->
          vertexes(
              step(e.step(), e.time())
                  .completed(e.time())
                  .put("error", Json.of("context canceled"))
                  .json());
      case LayerFetched e -> {}
      case Warning e -> warning(e);
      case Finished e -> finished(e);
    }
  }

  @Override
  public void close() {}

  private void planned(Planned event) {
    List<Json> all = new ArrayList<>();
    all.add(
        vertex(DEFINITION + event.dockerfile()).began(event.time()).completed(event.time()).json());
    for (StepInfo step : event.steps()) {
      all.add(new Vertex(digest(step), step.title()).json());
    }
    line("vertexes", all);
  }

  private void output(StepOutput event) {
    Map<String, Json> log = new LinkedHashMap<>();
    log.put("vertex", Json.of(digest(event.step())));
    log.put("stream", Json.Num.of(event.error() ? 2 : 1));
    log.put("data", base64(event.line() + "\n"));
    log.put("timestamp", Json.of(event.time().toString()));
    line("logs", List.of(new Json.Obj(log)));
  }

  private void warning(Warning event) {
    Map<String, Json> warning = new LinkedHashMap<>();
    warning.put("vertex", Json.of(digest(DEFINITION)));
    warning.put("level", Json.Num.of(1));
    warning.put("short", base64(event.message()));
    line("warnings", List.of(new Json.Obj(warning)));
  }

  private void finished(Finished event) {
    Vertex export = vertex(EXPORT).began(event.time()).completed(event.time());
    List<Json> statuses = new ArrayList<>();
    statuses.add(status("writing image " + event.image(), event.time()));
    for (String tag : event.tags()) {
      statuses.add(status("naming to " + tag, event.time()));
    }
    line("statuses", statuses);
    vertexes(export.json());
  }

  private static Json status(String id, Instant time) {
    Map<String, Json> status = new LinkedHashMap<>();
    status.put("id", Json.of(id));
    status.put("vertex", Json.of(digest(EXPORT)));
    status.put("current", Json.Num.of(0));
    status.put("timestamp", Json.of(time.toString()));
    status.put("started", Json.of(time.toString()));
    status.put("completed", Json.of(time.toString()));
    return new Json.Obj(status);
  }

  private Vertex step(StepInfo step, Instant otherwise) {
    return new Vertex(digest(step), step.title()).began(began.getOrDefault(step.id(), otherwise));
  }

  private static Vertex vertex(String name) {
    return new Vertex(digest(name), name);
  }

  private static String digest(StepInfo step) {
    return digest(step.id() + " " + step.title());
  }

  private static String digest(String name) {
    return Digest.sha256Of(name.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static Json base64(String text) {
    return Json.of(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
  }

  private void vertexes(Json vertex) {
    line("vertexes", List.of(vertex));
  }

  private void line(String kind, List<Json> values) {
    console.note(new Json.Obj(Map.of(kind, new Json.Arr(values))).toText());
  }

  /** A vertex under construction; members come in BuildKit's order. */
  private static final class Vertex {
    private final Map<String, Json> members = new LinkedHashMap<>();

    private Vertex(String digest, String name) {
      members.put("digest", Json.of(digest));
      members.put("name", Json.of(name));
    }

    private Vertex began(Instant time) {
      return put("started", Json.of(time.toString()));
    }

    private Vertex completed(Instant time) {
      return put("completed", Json.of(time.toString()));
    }

    private Vertex put(String name, Json value) {
      members.put(name, value);
      return this;
    }

    private Json json() {
      return new Json.Obj(members);
    }
  }
}
