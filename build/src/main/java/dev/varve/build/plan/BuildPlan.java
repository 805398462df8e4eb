package dev.varve.build.plan;

import dev.varve.build.event.StepInfo;
import java.util.List;

/**
 * What has to be done for a target.
 *
 * @param stages the stages it needs, each after those it uses
 * @param target the stage whose image is the result; one of {@code stages}
 * @param steps all the steps that are shown, in the order of the Dockerfile
 * @param warnings one line each
 */
public record BuildPlan(
    List<PlannedStage> stages, PlannedStage target, List<StepInfo> steps, List<String> warnings) {

  public BuildPlan {
    stages = List.copyOf(stages);
    steps = List.copyOf(steps);
    warnings = List.copyOf(warnings);
  }

  /** Whether a step reads the build context. */
  public boolean readsContext() {
    return stages.stream()
        .flatMap(stage -> stage.steps().stream())
        .anyMatch(
            step ->
                step instanceof PlannedStep.CopyStep copy
                    && copy.from() instanceof PlannedStep.Origin.Context
                    && !copy.sources().isEmpty());
  }
}
