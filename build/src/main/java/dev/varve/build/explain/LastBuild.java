package dev.varve.build.explain;

import dev.varve.build.event.StepInfo;
import dev.varve.model.Digest;
import dev.varve.model.Json;
import dev.varve.model.JsonException;
import dev.varve.model.JsonFields;
import dev.varve.store.Layer;
import dev.varve.store.StepRecord;
import dev.varve.store.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The keys that the steps of a project had when they were last built. Safe for use by several
 * threads.
 */
public final class LastBuild {

  /** A step of the last build. */
  record Entry(String stage, int position, String text, Digest key) {}

  private final Store store;
  private final String project;
  private final List<Entry> before;
  private final List<Entry> now = new ArrayList<>();

  private LastBuild(Store store, String project, List<Entry> before) {
    this.store = store;
    this.project = project;
    this.before = List.copyOf(before);
  }

  /**
   * Reads what is known of a project.
   *
   * @param project tells projects apart: the context, the Dockerfile and the target
   */
  public static LastBuild open(Store store, String project) throws IOException {
    List<Entry> entries = new ArrayList<>();
    Optional<Json.Obj> document = store.history().find(project);
    if (document.isPresent()) {
      try {
        for (JsonFields step : new JsonFields(document.get(), "history").objects("steps")) {
          entries.add(
              new Entry(
                  step.requiredString("stage"),
                  step.number("position").orElse(0L).intValue(),
                  step.requiredString("text"),
                  step.digest("key").orElseThrow(() -> new JsonException("no key"))));
        }
      } catch (JsonException e) {
        entries.clear(); // it only explains: the next build writes a good one
      }
    }
    return new LastBuild(store, project, entries);
  }

  /**
   * The key that a step had: of the same instruction in the same stage, else of what stood in its
   * place.
   */
  Optional<Entry> find(String stage, int position, String text) {
    Optional<Entry> same =
        before.stream().filter(e -> e.stage().equals(stage) && e.text().equals(text)).findFirst();
    return same.isPresent()
        ? same
        : before.stream()
            .filter(e -> e.stage().equals(stage) && e.position() == position)
            .findFirst();
  }

  /** The layer that a step made when it was last built, if it is still there. */
  public Optional<Layer> layer(StepInfo step) throws IOException {
    Optional<Entry> entry = find(step.stage(), step.position(), step.instruction());
    Optional<StepRecord> record =
        entry.isEmpty() ? Optional.empty() : store.records().peek(entry.get().key());
    return record.isEmpty() ? Optional.empty() : store.layers().findHere(record.get().diffId());
  }

  /** Notes the key of a step that is done. */
  public synchronized void note(String stage, int position, String text, Digest key) {
    now.add(new Entry(stage, position, text, key));
  }

  /** Writes what was noted; steps that were not reached keep what was known of them. */
  public synchronized void save() throws IOException {
    Set<String> noted = new HashSet<>();
    for (Entry entry : now) {
      noted.add(entry.stage() + "\n" + entry.position());
    }
    List<Entry> all = new ArrayList<>(now);
    for (Entry entry : before) {
      if (!noted.contains(entry.stage() + "\n" + entry.position())) {
        all.add(entry);
      }
    }
    if (Set.copyOf(all).equals(Set.copyOf(before))) {
      return;
    }
    List<Json> steps = new ArrayList<>();
    for (Entry entry : all) {
      steps.add(
          Json.Obj.EMPTY
              .with("stage", Json.of(entry.stage()))
              .with("position", Json.Num.of(entry.position()))
              .with("text", Json.of(entry.text()))
              .with("key", Json.of(entry.key().toString())));
    }
    store.history().put(project, Json.Obj.EMPTY.with("steps", new Json.Arr(steps)));
  }
}
