package dev.varve.build.event;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One thing that happened in a build.
 *
 * <p>Events of one step come in order: started, output, then exactly one of cached, finished,
 * failed and canceled. Steps of independent stages interleave, and a step may start before the one
 * below it is finished.
 */
public sealed interface BuildEvent {

  /** When it happened. */
  Instant time();

  /**
   * The Dockerfile was read and planned.
   *
   * @param name what is built: the first tag, or empty
   * @param dockerfile as the user named it
   * @param stages how many stages the target needs
   * @param steps all the steps that the target needs, in the order of the Dockerfile
   */
  record Planned(Instant time, String name, String dockerfile, int stages, List<StepInfo> steps)
      implements BuildEvent {
    public Planned {
      steps = List.copyOf(steps);
    }
  }

  /**
   * The build context was scanned.
   *
   * @param files entries that COPY and ADD may see
   * @param bytes their content
   * @param ignored entries that {@code .dockerignore} hides, as far as they were looked at
   */
  record ContextScanned(Instant time, int files, long bytes, int ignored, Duration took)
      implements BuildEvent {}

  /** A step's key is not known to the cache, so it runs; {@code reason} says why. */
  record StepStarted(Instant time, StepInfo step, Optional<Reason> reason) implements BuildEvent {}

  /**
   * Output of a RUN.
   *
   * @param error whether it came on standard error
   * @param line without the line end; may be a part of a very long line
   */
  record StepOutput(Instant time, StepInfo step, boolean error, String line)
      implements BuildEvent {}

  /**
   * A step's result was reused.
   *
   * @param saved what it cost when it ran
   */
  record StepCached(Instant time, StepInfo step, Duration saved) implements BuildEvent {}

  /**
   * A step ran.
   *
   * @param added content of its layer, in bytes
   * @param unchanged whether it made the same content as an earlier run, whose layer is kept
   */
  record StepFinished(Instant time, StepInfo step, Duration took, long added, boolean unchanged)
      implements BuildEvent {}

  /** A step failed; the build ends with it. */
  record StepFailed(Instant time, StepInfo step, Duration took, String message)
      implements BuildEvent {}

  /** A step that was running was stopped because another one failed or the user asked. */
  record StepCanceled(Instant time, StepInfo step) implements BuildEvent {}

  /**
   * A layer that a step needs came from a registry.
   *
   * @param layer the beginning of its blob's digest
   * @param bytes that were received
   */
  record LayerFetched(Instant time, String layer, long bytes) implements BuildEvent {}

  /** Something the user should know that does not stop the build. */
  record Warning(Instant time, String message) implements BuildEvent {}

  /**
   * The build is done.
   *
   * @param image the image ID (digest of the config) with its algorithm
   * @param tags that now name it
   * @param unchanged whether the first tag named the same image before
   */
  record Finished(
      Instant time,
      String image,
      List<String> tags,
      boolean unchanged,
      Duration took,
      Totals totals)
      implements BuildEvent {
    public Finished {
      tags = List.copyOf(tags);
    }
  }

  /**
   * Sums over a build.
   *
   * @param added bytes of content in layers that were not there before
   * @param saved what the cached steps cost when they ran
   */
  record Totals(int cached, int ran, long added, Duration saved) {}
}
