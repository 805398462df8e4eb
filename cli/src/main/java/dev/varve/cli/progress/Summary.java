package dev.varve.cli.progress;

import dev.varve.build.event.BuildEvent.Finished;
import dev.varve.build.event.BuildEvent.Totals;
import dev.varve.cli.output.Quantities;
import java.time.Duration;

/** A build in one line. */
final class Summary {
  private static final int SHORT_ID = "sha256:".length() + 12;

  private Summary() {}

  /**
   * {@code shop:latest sha256:51c0… unchanged 6.3 s 5 cached, 2 ran, 1.2 MB added, 48.2 s saved}.
   */
  static String of(Finished event) {
    StringBuilder line = new StringBuilder();
    if (!event.tags().isEmpty()) {
      line.append(event.tags().getFirst()).append(' ');
    }
    String id = event.image();
    line.append(id, 0, Math.min(id.length(), SHORT_ID)).append("  ");
    if (event.unchanged()) {
      line.append("unchanged  ");
    }
    Totals totals = event.totals();
    line.append(Quantities.elapsed(event.took())).append("  ");
    line.append(totals.cached()).append(" cached, ").append(totals.ran()).append(" ran");
    if (totals.added() > 0) {
      line.append(", ").append(Quantities.spacedSize(totals.added())).append(" added");
    }
    if (worthTelling(totals.saved())) {
      line.append(", ").append(Quantities.elapsed(totals.saved())).append(" saved");
    }
    return line.toString();
  }

  /** Time that somebody would have noticed. */
  static boolean worthTelling(Duration time) {
    return time.toMillis() >= 100;
  }
}
