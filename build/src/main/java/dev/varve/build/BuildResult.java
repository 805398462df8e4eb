package dev.varve.build;

import dev.varve.build.event.BuildEvent.Totals;
import dev.varve.store.Image;
import java.time.Duration;

/**
 * What a build made.
 *
 * @param unchanged whether the first tag named this image already
 */
public record BuildResult(Image image, boolean unchanged, Totals totals, Duration took) {}
