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
import dev.varve.build.event.Reason;
import dev.varve.build.event.StepInfo;
import dev.varve.cli.output.Printable;
import dev.varve.cli.output.Quantities;
import dev.varve.cli.output.TerminalSize;
import dev.varve.cli.output.TerminalText;
import dev.varve.cli.progress.LiveRegion.Line;
import dev.varve.cli.progress.LiveRegion.Look;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a terminal shows of a build: steps that are over, which stay on the screen, and steps that
 * run, each with the time since it began and the last lines it printed. A function of the events
 * and the time; draws nothing itself.
 */
final class TtyScreen {
  /** So many lines of output are shown, over all running steps. */
  private static final int OUTPUT_LINES = 6;

  private final LiveRegion region = new LiveRegion();
  private final boolean colors;
  private final List<String> staying = new ArrayList<>();
  private final Map<Integer, Running> running = new LinkedHashMap<>();
  private List<StepInfo> steps = List.of();
  private StepColumns columns = new StepColumns(List.of(), TerminalSize.USUAL.columns());
  private String heading = "";

  private record Running(StepInfo step, Instant began, String reason, RecentLines output) {}

  TtyScreen(boolean colors) {
    this.colors = colors;
  }

  /** Takes in an event. */
  void on(BuildEvent event) {
    switch (event) {
      case Planned e -> {
        steps = e.steps();
        heading = title(e);
      }
      case ContextScanned e -> context(e);
      case StepStarted e -> {
        headingBefore();
        String reason = e.reason().map(Reason::text).orElse("");
        running.put(
            e.step().id(),
            new Running(e.step(), e.time(), reason, new RecentLines(RecentLines.FOR_FAILURE)));
      }
      case StepOutput e -> output(e);
      case StepCached e -> {
        headingBefore();
        running.remove(e.step().id());
        String saved =
            Summary.worthTelling(e.saved()) ? Quantities.elapsed(e.saved()) + " saved" : "";
        over(e.step(), Look.DIM, "cached", saved);
      }
      case StepFinished e -> finished(e);
      case StepFailed e -> failed(e);
      case StepCanceled e -> {
        if (running.remove(e.step().id()) != null) {
          over(e.step(), Look.DIM, "canceled", "");
        }
      }
      case LayerFetched e ->
          staying.add(e.layer() + ": pulled, " + Quantities.spacedSize(e.bytes()));
      case Warning e -> staying.add("warning: " + Printable.line(e.message()));
      case Finished e -> {
        headingBefore();
        staying.add(Look.BOLD.apply(Printable.line(Summary.of(e)), colors));
      }
    }
  }

  /**
   * What to write to bring the terminal up to {@code now}.
   *
   * @param last whether nothing follows: running steps are then not shown any more
   */
  String draw(Instant now, TerminalSize size, boolean last) {
    List<Line> live = new ArrayList<>();
    if (!last) {
      live.addAll(live(now, size));
    }
    String text = region.draw(staying, live, size, colors);
    staying.clear();
    return text;
  }

  /** Whether there is something that {@link #draw} has not shown, or that changes with time. */
  boolean dirty() {
    return !staying.isEmpty() || !running.isEmpty();
  }

  /** Fits the columns to the screen. The steps that are shown already keep theirs. */
  void fit(TerminalSize size) {
    columns = new StepColumns(steps, size.columns());
  }

  private static String title(Planned event) {
    String name = event.name().isEmpty() ? "" : event.name() + " · ";
    return Printable.line(
        name + event.dockerfile() + ", " + Quantities.count(event.stages(), "stage"));
  }

  private void context(ContextScanned event) {
    String ignored =
        event.ignored() == 0 ? "" : " (" + Quantities.count(event.ignored()) + " ignored)";
    String text =
        "context "
            + Quantities.count(event.files(), "file")
            + ", "
            + Quantities.spacedSize(event.bytes())
            + ignored;
    if (heading.isEmpty()) {
      staying.add(text);
    } else {
      heading = heading + " · " + text;
      headingBefore();
    }
  }

  /**
   * The heading waits for the context's numbers, but not longer than until there is something to
   * show below it.
   */
  private void headingBefore() {
    if (!heading.isEmpty()) {
      staying.add(Look.BOLD.apply(heading, colors));
      heading = "";
    }
  }

  private void output(StepOutput event) {
    Running step = running.get(event.step().id());
    if (step != null) {
      step.output().add(TerminalText.plain(event.line()));
    }
  }

  private void over(StepInfo step, Look look, String status, String note) {
    staying.add(look.apply(columns.line(step, status, note), colors));
  }

  private void finished(StepFinished event) {
    headingBefore();
    Optional<Running> step = Optional.ofNullable(running.remove(event.step().id()));
    over(
        event.step(),
        Look.NORMAL,
        Quantities.elapsed(event.took()),
        step.map(Running::reason).orElse(""));
    if (event.unchanged()) {
      staying.add(
          columns.remark(
              event.step(), "same content as last time: layer kept, what follows stays cached"));
    }
  }

  private void failed(StepFailed event) {
    headingBefore();
    Running step = running.remove(event.step().id());
    over(event.step(), Look.RED, "FAILED", "after " + Quantities.elapsed(event.took()));
    if (step != null) {
      step.output().forEach(line -> staying.add(columns.output(line)));
    }
  }

  private List<Line> live(Instant now, TerminalSize size) {
    List<Line> lines = new ArrayList<>();
    int each = running.isEmpty() ? 0 : Math.max(1, OUTPUT_LINES / running.size());
    for (Running step : running.values()) {
      String elapsed = Quantities.elapsed(Duration.between(step.began(), now));
      lines.add(new Line(Look.NORMAL, columns.line(step.step(), elapsed, step.reason())));
      for (String line : step.output().last(each)) {
        lines.add(new Line(Look.DIM, columns.output(line)));
      }
    }
    // One row is the cursor's. With more than fits, what runs longest is at the top and goes on to
    // show.
    return lines.subList(0, Math.min(lines.size(), Math.max(1, size.rows() - 1)));
  }
}
