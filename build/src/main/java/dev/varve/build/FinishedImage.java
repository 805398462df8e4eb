package dev.varve.build;

import dev.varve.build.plan.PlannedStage;
import dev.varve.build.step.Root;
import dev.varve.model.History;
import dev.varve.model.ImageConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

  static ImageConfig of(PlannedStage stage, Root root) {
    List<PlannedStage> chain = new ArrayList<>();
    PlannedStage at = stage;
    chain.add(at);
    while (at.base() instanceof PlannedStage.Base.Stage(PlannedStage below)) {
      at = below;
      chain.addFirst(at);
    }
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
