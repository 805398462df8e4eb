package dev.varve.build;

import dev.varve.build.event.BuildEvent.Totals;
import dev.varve.model.Digest;
import dev.varve.store.Image;
import java.time.Duration;
import java.util.List;

/**
 * What a build made.
 *
 * @param unchanged whether the first tag named this image already
 * @param baseLayers how many of its layers, from the bottom, are those of the image it starts from
 * @param keys the cache keys of all steps that were needed
 */
public record BuildResult(
    Image image,
    int baseLayers,
    boolean unchanged,
    Totals totals,
    Duration took,
    List<Digest> keys) {
  public BuildResult {
    keys = List.copyOf(keys);
  }
}
