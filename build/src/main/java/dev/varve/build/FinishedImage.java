package dev.varve.build;

import dev.varve.build.plan.PlannedStage;
import dev.varve.build.step.Root;
import dev.varve.model.Descriptor;
import dev.varve.model.Digest;
import dev.varve.model.History;
import dev.varve.model.ImageConfig;
import dev.varve.model.MediaTypes;
import dev.varve.store.Image;
import dev.varve.store.Store;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts a planned image and its layers together.
 *
 * <p>Times come from the layers: an entry of the history without a layer has that of the layer
 * below it, and the image that of its last layer. So an image that was built from the cache alone
 * is, bit for bit, the image that was built before.
 */
final class FinishedImage {
  private static final String COMMENT = "buildkit.dockerfile.v0";

  private FinishedImage() {}

  private static List<PlannedStage> chain(PlannedStage stage) {
    List<PlannedStage> chain = new ArrayList<>();
    PlannedStage at = stage;
    chain.add(at);
    while (at.base() instanceof PlannedStage.Base.Stage(PlannedStage below)) {
      at = below;
      chain.addFirst(at);
    }
    return chain;
  }

  /**
   * The layers of the image that a stage starts from, as that image's manifest lists them: so they
   * keep the blobs that registries have of them, and need not be here.
   */
  static Map<Digest, Descriptor> listed(Store store, PlannedStage stage) throws IOException {
    Map<Digest, Descriptor> listed = new HashMap<>();
    if (chain(stage).getFirst().base() instanceof PlannedStage.Base.Image(var base)) {
      Optional<Image> image = store.images().get(base.manifest());
      if (image.isPresent()) {
        List<Descriptor> layers = image.get().manifest().layers();
        for (int i = 0; i < layers.size(); i++) {
          Descriptor layer = layers.get(i);
          listed.put(
              base.config().diffIds().get(i),
              layer.withMediaType(MediaTypes.toOci(layer.mediaType())));
        }
      }
    }
    return listed;
  }

  /** How many layers, from the bottom, are those of the image that a stage starts from. */
  static int baseLayers(PlannedStage stage) {
    return chain(stage).getFirst().base() instanceof PlannedStage.Base.Image(var base)
        ? base.config().diffIds().size()
        : 0;
  }

  /**
   * The image of a stage.
   *
   * @param latest no time of the image is later than that; null for no such bound
   */
  static ImageConfig of(PlannedStage stage, Root root, @Nullable Instant latest) {
    ImageConfig image = of(stage, root);
    if (latest == null) {
      return image;
    }
    List<History> history = new ArrayList<>();
    for (History each : image.history()) {
      history.add(
          new History(
              bounded(each.created(), latest),
              each.createdBy(),
              each.comment(),
              each.author(),
              each.emptyLayer()));
    }
    return new ImageConfig(
        latest,
        image.author(),
        image.platform(),
        image.config(),
        image.diffIds(),
        history,
        image.source());
  }

  private static Instant bounded(@Nullable Instant time, Instant latest) {
    return time == null || time.isAfter(latest) ? latest : time;
  }

  private static ImageConfig of(PlannedStage stage, Root root) {
    List<PlannedStage> chain = chain(stage);
    PlannedStage at = chain.getFirst();
    ImageConfig base =
        at.base() instanceof PlannedStage.Base.Image(var image)
            ? image.config()
            : ImageConfig.scratch(stage.image().platform());
    List<History> history = new ArrayList<>(base.history());
    int layer = base.diffIds().size();
    // What comes before the first new layer has its time, as BuildKit has it.
    @Nullable Instant time =
        root.layers().size() > layer ? root.layers().get(layer).created() : base.created();
    for (PlannedStage each : chain) {
      for (PlannedStage.HistoryLine line : each.history()) {
        if (line.layer()) {
          time = root.layers().get(layer++).created();
        }
        history.add(new History(time, line.createdBy(), COMMENT, "", !line.layer()));
      }
    }
    ImageConfig planned = stage.image();
    return new ImageConfig(
        time,
        planned.author(),
        planned.platform(),
        planned.config(),
        root.layers().stream().map(Root.LayerRef::diffId).toList(),
        history,
        planned.source());
  }
}
