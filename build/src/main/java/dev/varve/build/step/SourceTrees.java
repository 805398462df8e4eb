package dev.varve.build.step;

import dev.varve.build.copy.SourceTree;
import dev.varve.build.plan.PlannedStep;
import dev.varve.store.Layer;
import java.io.IOException;
import java.util.List;

/** Finds what a COPY reads. */
public interface SourceTrees {

  /** The build context; it is scanned when it is first asked for. */
  SourceTree context() throws IOException, InterruptedException;

  /** The root of a stage or an image. */
  static SourceTree of(Root root, PlannedStep.Origin origin, Roots roots) throws IOException {
    List<Layer> layers = roots.layers(root);
    return switch (origin) {
      case PlannedStep.Origin.Stage(var stage) ->
          new RootSourceTree(
              roots.view(layers),
              layers,
              roots.missing(stage.pending(), root),
              "stage " + stage.label());
      case PlannedStep.Origin.Image(var image) ->
          new RootSourceTree(roots.view(layers), layers, List.of(), "image " + image.name());
      case PlannedStep.Origin.Context() -> throw new IllegalArgumentException("not a root");
    };
  }
}
