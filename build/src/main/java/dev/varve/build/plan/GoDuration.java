package dev.varve.build.plan;

import java.time.Duration;

/** Durations as Go prints them: {@code 1h2m3.5s}, {@code 250ms}, {@code 0s}. */
final class GoDuration {
  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000_000_000;

  private GoDuration() {}

  static String format(Duration duration) {
    long nanos = duration.toNanos();
    if (nanos == 0) {
      return "0s";
    }
    if (nanos < MICRO) {
      return nanos + "ns";
    }
    if (nanos < MILLI) {
      return fraction(nanos, MICRO) + "µs";
    }
    if (nanos < SECOND) {
      return fraction(nanos, MILLI) + "ms";
    }
    long minutes = nanos / (60 * SECOND);
    long hours = minutes / 60;
    String seconds = fraction(nanos % (60 * SECOND), SECOND) + "s";
    if (hours > 0) {
      return hours + "h" + minutes % 60 + "m" + seconds;
    }
    return minutes > 0 ? minutes + "m" + seconds : seconds;
  }

  private static String fraction(long value, long unit) {
    String rest = Long.toString(unit + value % unit).substring(1).replaceAll("0+$", "");
    return value / unit + (rest.isEmpty() ? "" : "." + rest);
  }
}
