package dev.varve.build.random;

import dev.varve.archive.LayerIndex;
import dev.varve.build.BuildRequest;
import dev.varve.build.BuildResult;
import dev.varve.build.Builder;
import dev.varve.build.context.ContextSource;
import dev.varve.build.context.DockerfileSource;
import dev.varve.build.event.BuildEvent;
import dev.varve.model.Digest;
import dev.varve.model.VarveException;
import dev.varve.store.Layer;
import dev.varve.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a build made of a recipe.
 *
 * @param layers of all stages in order, each step's one
 * @param failure why there is no image; then there are no layers either
 */
record Built(List<Made> layers, Optional<String> failure) {

  /** How a step came to its layer. */
  enum Fate {
    /** Its key was known. */
    CACHED,
    /** It ran, and an older layer of the same content was kept. */
    KEPT,
    /** It ran, and its layer is new. */
    NEW
  }

  /** One step's layer. */
  record Made(String line, boolean first, Layer layer, LayerIndex index, Fate fate) {
    Digest diffId() {
      return layer.diffId();
    }
  }

  /** Builds a recipe; what fails for a reason of the tree's is an outcome as well. */
  static Built of(Recipe recipe, Path dockerfile, Path context, Store store, Clock clock)
      throws IOException, InterruptedException {
    Builder builder =
        new Builder(
            store,
            clock,
            _ -> {
              throw new AssertionError("nothing is run");
            });
    BuildRequest request =
        BuildRequest.of(
            new ContextSource.Directory(context),
            new DockerfileSource.File(dockerfile.toString()),
            context.toString());
    Map<String, Fate> fates = new HashMap<>();
    try {
      BuildResult result = builder.build(request, event -> note(event, fates));
      List<Made> layers = new ArrayList<>();
      for (Recipe.Stage stage : recipe.stages()) {
        boolean last = stage.equals(recipe.stages().getLast());
        BuildResult staged =
            last ? result : builder.build(targeting(request, stage.name()), _ -> {});
        layers.addAll(layers(stage, staged, store, fates));
      }
      return new Built(layers, Optional.empty());
    } catch (VarveException | IOException e) {
      return new Built(
          List.of(), Optional.of(e.getClass().getSimpleName() + ": " + e.getMessage()));
    }
  }

  private static void note(BuildEvent event, Map<String, Fate> fates) {
    switch (event) {
      case BuildEvent.StepCached cached ->
          fates.put(key(cached.step().stage(), cached.step().instruction()), Fate.CACHED);
      case BuildEvent.StepFinished finished ->
          fates.put(
              key(finished.step().stage(), finished.step().instruction()),
              finished.unchanged() ? Fate.KEPT : Fate.NEW);
      case BuildEvent.Planned _,
          BuildEvent.ContextScanned _,
          BuildEvent.StepStarted _,
          BuildEvent.StepOutput _,
          BuildEvent.StepFailed _,
          BuildEvent.StepCanceled _,
          BuildEvent.LayerFetched _,
          BuildEvent.Warning _,
          BuildEvent.Finished _ -> {}
    }
  }

  private static String key(String stage, String line) {
    return stage + "|" + line;
  }

  private static List<Made> layers(
      Recipe.Stage stage, BuildResult result, Store store, Map<String, Fate> fates)
      throws IOException {
    List<Digest> diffIds = result.image().config().diffIds();
    if (diffIds.size() != stage.lines().size()) {
      throw new AssertionError(stage + " has the layers " + diffIds);
    }
    List<Made> layers = new ArrayList<>();
    for (int i = 0; i < diffIds.size(); i++) {
      String line = stage.lines().get(i);
      Fate fate = fates.get(key(stage.name(), line));
      if (fate == null) {
        throw new AssertionError("nothing was said about " + line + " in " + fates);
      }
      Layer layer = store.layers().get(diffIds.get(i));
      layers.add(new Made(line, i == 0, layer, layer.index(), fate));
    }
    return layers;
  }

  private static BuildRequest targeting(BuildRequest request, String stage) {
    return new BuildRequest(
        request.context(),
        request.dockerfile(),
        request.project(),
        Optional.of(stage),
        request.buildArgs(),
        request.labels(),
        request.tags(),
        request.noCache(),
        request.noCacheFilter(),
        request.network(),
        request.isolation(),
        request.platform(),
        request.pull(),
        request.useStatIndex(),
        request.verify());
  }

  /** The layers of the last stage: the image. */
  List<Made> image() {
    int start = 0;
    for (int i = 0; i < layers.size(); i++) {
      start = layers.get(i).first() ? i : start;
    }
    return layers.subList(start, layers.size());
  }
}
