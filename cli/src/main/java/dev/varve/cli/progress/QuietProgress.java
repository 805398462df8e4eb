package dev.varve.cli.progress;

import dev.varve.build.event.BuildEvent;
import dev.varve.build.event.BuildEvent.StepFailed;
import dev.varve.build.event.BuildEvent.StepOutput;
import dev.varve.cli.output.Console;
import java.util.HashMap;
import java.util.Map;

/** Shows nothing, unless a step fails: then what it printed. */
final class QuietProgress implements Progress {
  private final Console console;
  private final Map<Integer, RecentLines> outputs = new HashMap<>();

  QuietProgress(Console console) {
    this.console = console;
  }

  @Override
  public void on(BuildEvent event) {
    switch (event) {
      case StepOutput output ->
          outputs
              .computeIfAbsent(output.step().id(), id -> new RecentLines(RecentLines.FOR_FAILURE))
              .add(output.line());
      case BuildEvent.StepFinished e -> outputs.remove(e.step().id());
      case StepFailed failed -> {
        RecentLines lines = outputs.get(failed.step().id());
        if (lines != null) {
          console.note(failed.step().title() + ":");
          lines.forEach(console::note);
        }
      }
      case BuildEvent.Planned e -> {}
      case BuildEvent.ContextScanned e -> {}
      case BuildEvent.StepStarted e -> {}
      case BuildEvent.StepCached e -> {}
      case BuildEvent.StepCanceled e -> {}
      case BuildEvent.LayerFetched e -> {}
      case BuildEvent.Warning e -> {}
      case BuildEvent.Finished e -> {}
    }
  }

  @Override
  public void close() {}
}
