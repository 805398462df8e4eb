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
import dev.varve.cli.output.Printable;
import dev.varve.cli.output.Quantities;
import dev.varve.cli.output.TerminalText;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Lines for logs, in the shape of BuildKit's plain output: {@code #7 [build 3/6] RUN npm ci},
 * {@code #7 0.123 output}, {@code #7 CACHED}, {@code #7 DONE 0.3s}. One line more says why a step
 * ran. Lines appear as soon as they are known; those of steps that run at the same time interleave,
 * each with its number.
 */
final class PlainProgress implements Progress {
  private final Console console;
  private final Map<Integer, Shown> steps = new HashMap<>();
  private int numbers;

  /** A step that was shown: its number, when it began, and the last of what it printed. */
  private record Shown(int number, Instant began, RecentLines output) {}

  PlainProgress(Console console) {
    this.console = console;
  }

  @Override
  public void on(BuildEvent event) {
    switch (event) {
      case Planned e -> planned(e);
      case ContextScanned e -> context(e);
      case StepStarted e -> {
        Shown shown = open(e.step(), e.time());
        e.reason().ifPresent(reason -> line(shown, "because: " + Printable.line(reason.text())));
      }
      case StepOutput e -> output(e);
      case StepCached e -> line(open(e.step(), e.time()), "CACHED");
      case StepFinished e -> finished(e);
      case StepFailed e -> failed(e);
      case StepCanceled e -> line(open(e.step(), e.time()), "CANCELED");
      case LayerFetched e ->
          console.note(e.layer() + ": pulled, " + Quantities.spacedSize(e.bytes()));
      case Warning e -> console.note("WARNING: " + Printable.line(e.message()));
      case Finished e -> exported(e);
    }
  }

  @Override
  public void close() {}

  private void planned(Planned event) {
    String what = event.name().isEmpty() ? "image" : event.name();
    console.note("#0 building " + Printable.line(what) + " with varve");
    int number = header("[internal] load build definition from " + event.dockerfile());
    console.note("#" + number + " DONE 0.0s");
  }

  private void context(ContextScanned event) {
    int number = header("[internal] load build context");
    console.note(
        "#"
            + number
            + " scanning context: "
            + Quantities.count(event.files(), "file")
            + ", "
            + Quantities.size(event.bytes())
            + ", "
            + Quantities.count(event.ignored())
            + " ignored");
    console.note("#" + number + " DONE " + Quantities.seconds(event.took(), 1) + "s");
  }

  private int header(String title) {
    int number = ++numbers;
    console.note("\n#" + number + " " + Printable.line(title));
    return number;
  }

  private Shown open(StepInfo step, Instant time) {
    Shown shown = steps.get(step.id());
    if (shown == null) {
      shown = new Shown(header(step.title()), time, new RecentLines(RecentLines.FOR_FAILURE));
      steps.put(step.id(), shown);
    }
    return shown;
  }

  private void line(Shown shown, String text) {
    console.note("#" + shown.number() + " " + text);
  }

  private void output(StepOutput event) {
    Shown shown = open(event.step(), event.time());
    String after = Quantities.seconds(Duration.between(shown.began(), event.time()), 3);
    // A file gets what the command printed; a terminal must not be steered by it.
    String text =
        console.terminal().err() ? TerminalText.plain(event.line()) : stripReturn(event.line());
    String stamped = after + " " + text;
    shown.output().add(stamped);
    line(shown, stamped);
  }

  private static String stripReturn(String line) {
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }

  private void finished(StepFinished event) {
    Shown shown = open(event.step(), event.time());
    if (event.unchanged()) {
      line(shown, "same content as before: its layer is kept, what follows stays cached");
    }
    line(shown, "DONE " + Quantities.seconds(event.took(), 1) + "s");
  }

  private void failed(StepFailed event) {
    Shown shown = open(event.step(), event.time());
    line(shown, "ERROR: " + Printable.line(event.message()));
    console.note("------\n > " + Printable.line(event.step().title()) + ":");
    shown.output().forEach(console::note);
    console.note("------");
  }

  private void exported(Finished event) {
    int number = header("exporting to image");
    console.note("#" + number + " writing image " + event.image() + " done");
    for (String tag : event.tags()) {
      console.note("#" + number + " naming to " + tag + " done");
    }
    console.note("#" + number + " DONE 0.0s");
    console.note("");
    console.note(Summary.of(event));
  }
}
