package dev.varve.build;

import dev.varve.build.event.StepInfo;
import dev.varve.build.plan.BuildPlan;
import dev.varve.build.plan.PlannedStage;
import dev.varve.build.plan.PlannedStep;
import dev.varve.build.solve.Operation;
import dev.varve.build.step.BaseOperation;
import dev.varve.build.step.CopyOperation;
import dev.varve.build.step.Root;
import dev.varve.build.step.RunOperation;
import dev.varve.build.step.SourceTrees;
import dev.varve.build.step.StepTools;
import dev.varve.model.Digest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The operations of a plan. */
final class PlanGraph {
  private final BuildRequest request;
  private final StepTools tools;
  private final SourceTrees trees;
  private final Progress progress;
  private final Map<Integer, Operation<Root>> stages = new HashMap<>();
  private final Map<Digest, Operation<Root>> images = new HashMap<>();
  private final Operation<Root> target;

  PlanGraph(
      BuildPlan plan, BuildRequest request, StepTools tools, SourceTrees trees, Progress progress) {
    this.request = request;
    this.tools = tools;
    this.trees = trees;
    this.progress = progress;
    for (PlannedStage stage : plan.stages()) {
      stages.put(stage.index(), operations(stage));
    }
    this.target = stage(plan.target().index());
  }

  /** What makes the root of the target. */
  Operation<Root> target() {
    return target;
  }

  private Operation<Root> stage(int index) {
    Operation<Root> operation = stages.get(index);
    if (operation == null) {
      throw new IllegalStateException("stage " + index + " is used before it is made");
    }
    return operation;
  }

  private Operation<Root> operations(PlannedStage stage) {
    Operation<Root> top =
        switch (stage.base()) {
          case PlannedStage.Base.Scratch() -> base(List.of(), Optional.empty());
          case PlannedStage.Base.Image(var image) -> base(image.config().diffIds(), stage.from());
          case PlannedStage.Base.Stage(var earlier) -> stage(earlier.index());
        };
    Optional<String> cacheSwitch = cacheSwitch(stage);
    for (PlannedStep step : stage.steps()) {
      top =
          switch (step) {
            case PlannedStep.RunStep run -> new RunOperation(run, top, cacheSwitch, tools);
            case PlannedStep.CopyStep copy ->
                new CopyOperation(copy, top, origin(copy.from()), cacheSwitch, tools, trees);
          };
    }
    return top;
  }

  private Operation<Root> base(List<Digest> diffIds, Optional<StepInfo> from) {
    return new BaseOperation(tools.store(), diffIds, () -> from.ifPresent(progress::baseReady));
  }

  private @Nullable Operation<Root> origin(PlannedStep.Origin origin) {
    return switch (origin) {
      case PlannedStep.Origin.Context() -> null;
      case PlannedStep.Origin.Stage(var stage) -> stage(stage.index());
      case PlannedStep.Origin.Image(var image) ->
          images.computeIfAbsent(
              image.manifest(), _ -> base(image.config().diffIds(), Optional.empty()));
    };
  }

  private Optional<String> cacheSwitch(PlannedStage stage) {
    if (request.noCache()) {
      return Optional.of("--no-cache");
    }
    return request.noCacheFilter().stream()
        .filter(name -> name.equalsIgnoreCase(stage.label()))
        .findFirst()
        .map(name -> "--no-cache-filter " + name);
  }
}
