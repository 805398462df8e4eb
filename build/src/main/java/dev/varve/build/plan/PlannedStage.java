package dev.varve.build.plan;

import dev.varve.build.event.StepInfo;
import dev.varve.model.ImageConfig;
import java.util.List;
import java.util.Optional;

/**
 * A stage that is needed, with the image it makes.
 *
 * @param label its name, or {@code stage-N}
 * @param from how FROM is shown, if it names an image
 * @param image the image's configuration except for the layers and history that the steps add
 * @param history the entries of this stage's own instructions, in order; those with a layer belong
 *     to {@code steps} in the same order
 * @param pending directories that WORKDIR named since the last step: they are not in any layer yet
 */
public record PlannedStage(
    int index,
    String label,
    Base base,
    Optional<StepInfo> from,
    List<PlannedStep> steps,
    ImageConfig image,
    List<HistoryLine> history,
    List<PendingDirectory> pending) {

  public PlannedStage {
    steps = List.copyOf(steps);
    history = List.copyOf(history);
    pending = List.copyOf(pending);
  }

  /** What a stage starts from. */
  public sealed interface Base {
    /** Nothing. */
    record Scratch() implements Base {}

    record Image(BaseImages.BaseImage image) implements Base {}

    record Stage(PlannedStage stage) implements Base {}
  }

  /**
   * An entry of the history.
   *
   * @param layer whether a step made a layer for it
   */
  public record HistoryLine(String createdBy, boolean layer) {}
}
