package dev.varve.cli.demo;

import dev.varve.build.event.BuildEvent;
import dev.varve.build.event.BuildListener;
import dev.varve.build.event.Reason;
import dev.varve.build.event.StepInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Takes down what a build did, so that it can be compared with what the demo says of it. */
final class BuildNotes implements BuildListener {
  private final Map<Integer, Ran> ran = new TreeMap<>();
  private final TreeSet<Integer> cached = new TreeSet<>();
  private List<StepInfo> steps = List.of();
  private BuildEvent.@Nullable Finished finished;

  /** A step that was performed, and why. */
  record Ran(StepInfo step, Optional<Reason> reason) {}

  @Override
  public synchronized void on(BuildEvent event) {
    switch (event) {
      case BuildEvent.Planned planned -> steps = planned.steps();
      case BuildEvent.StepStarted started ->
          ran.put(started.step().id(), new Ran(started.step(), started.reason()));
      case BuildEvent.StepCached step -> cached.add(step.step().id());
      case BuildEvent.Finished end -> finished = end;
      case BuildEvent.ContextScanned _,
          BuildEvent.StepOutput _,
          BuildEvent.StepFinished _,
          BuildEvent.StepFailed _,
          BuildEvent.StepCanceled _,
          BuildEvent.LayerFetched _,
          BuildEvent.Warning _ -> {}
    }
  }

  /** All steps, in the order of the Dockerfile. */
  synchronized List<StepInfo> steps() {
    return steps;
  }

  /** The steps that were performed, in the order of the Dockerfile. */
  synchronized List<Ran> ran() {
    return new ArrayList<>(ran.values());
  }

  synchronized boolean cached(StepInfo step) {
    return cached.contains(step.id()) && !ran.containsKey(step.id());
  }

  /** How it ended. */
  synchronized BuildEvent.Finished finished() {
    BuildEvent.Finished end = finished;
    if (end == null) {
      throw new IllegalStateException("the build did not say how it ended");
    }
    return end;
  }
}
