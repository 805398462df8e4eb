package dev.varve.cli.progress;

import dev.varve.build.event.BuildEvent;
import dev.varve.build.event.Reason;
import dev.varve.build.event.StepInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Builds as they were told, for displays to show again. */
final class Recording {
  static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  static final StepInfo FROM = step(1, "build", 1, 4, "FROM node:22", 1);
  static final StepInfo COPY = step(2, "build", 2, 4, "COPY package*.json ./", 2);
  static final StepInfo CI = step(3, "build", 3, 4, "RUN npm ci", 3);
  static final StepInfo BUILD = step(4, "build", 4, 4, "RUN npm run build", 5);
  static final StepInfo FINAL = step(5, "final", 1, 1, "COPY --from=build /dist /", 8);

  private final List<BuildEvent> events = new ArrayList<>();

  private static StepInfo step(
      int id, String stage, int position, int total, String instruction, int line) {
    return new StepInfo(id, stage, false, position, total, instruction, "Dockerfile", line);
  }

  static Instant at(long millis) {
    return START.plusMillis(millis);
  }

  List<BuildEvent> events() {
    return events;
  }

  private static Recording planned() {
    Recording recording = new Recording();
    recording.events.add(
        new BuildEvent.Planned(
            at(0), "shop:latest", "Dockerfile", 2, List.of(FROM, COPY, CI, BUILD, FINAL)));
    recording.events.add(
        new BuildEvent.ContextScanned(at(30), 1204, 18_000_000, 48_113, Duration.ofMillis(30)));
    recording.cached(40, FROM, 0);
    recording.cached(41, COPY, 20);
    return recording;
  }

  /**
   * A rebuild after one file changed: some steps are reused, one runs and makes what it made
   * before.
   */
  static Recording rebuild() {
    Recording recording = planned();
    recording.events.add(
        new BuildEvent.StepStarted(
            at(50),
            CI,
            Optional.of(
                new Reason.Changed(
                    List.of(
                        new Reason.Change.Files(
                            List.of("src/new.js"), List.of("src/app.js"), List.of()))))));
    recording.output(150, CI, false, "added 12 packages");
    recording.output(1250, CI, true, "\u001b[33mwarn\u001b[0m deprecated\r");
    recording.events.add(
        new BuildEvent.StepFinished(at(6150), CI, Duration.ofMillis(6100), 1_200_000, true));
    recording.cached(6160, BUILD, 48_200);
    recording.cached(6170, FINAL, 100);
    recording.events.add(
        new BuildEvent.Finished(
            at(6300),
            "sha256:51c00000000000000000000000000000000000000000000000000000000000ff",
            List.of("shop:latest", "shop:1"),
            true,
            Duration.ofMillis(6300),
            new BuildEvent.Totals(4, 1, 1_200_000, Duration.ofMillis(48_320))));
    return recording;
  }

  /** Two steps at once, of which one fails and takes the other with it. */
  static Recording failure() {
    Recording recording = planned();
    recording.events.add(
        new BuildEvent.StepStarted(at(50), CI, Optional.of(new Reason.FirstTime())));
    recording.events.add(
        new BuildEvent.StepStarted(at(60), FINAL, Optional.of(new Reason.FirstTime())));
    recording.output(150, CI, false, "one");
    recording.output(160, FINAL, false, "other");
    recording.output(250, CI, true, "npm error: no");
    recording.events.add(new BuildEvent.Warning(at(251), "something is odd"));
    recording.events.add(
        new BuildEvent.StepFailed(
            at(300), CI, Duration.ofMillis(250), "'npm ci' did not succeed: exit code: 7"));
    recording.events.add(new BuildEvent.StepCanceled(at(310), FINAL));
    return recording;
  }

  private void cached(long millis, StepInfo step, long saved) {
    events.add(new BuildEvent.StepCached(at(millis), step, Duration.ofMillis(saved)));
  }

  private void output(long millis, StepInfo step, boolean error, String line) {
    events.add(new BuildEvent.StepOutput(at(millis), step, error, line));
  }
}
