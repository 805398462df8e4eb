package dev.varve.cli.command;

import dev.varve.cli.output.Quantities;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Moments as Docker lists them. */
final class Times {
  private Times() {}

  /** {@code 3 weeks ago}, or what Docker says when it is not known. */
  static String ago(Instant time, Instant now) {
    if (time.equals(Instant.EPOCH)) {
      return "N/A";
    }
    return Quantities.age(Duration.between(time, now)) + " ago";
  }

  /** {@code 2026-11-23 08:37:25 +0000 UTC}. */
  static String stamp(Instant time) {
    String iso = time.truncatedTo(ChronoUnit.SECONDS).toString();
    return iso.replace('T', ' ').replace("Z", " +0000 UTC");
  }

  /** {@code 2026-11-23T08:37:25Z}. */
  static String iso(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
