package dev.varve.model;

import java.time.Duration;
import java.util.List;

/**
 * Docker's health check of an image. A duration of zero means that it is inherited.
 *
 * @param test {@code NONE}, or {@code CMD} and arguments, or {@code CMD-SHELL} and a command line
 * @param retries zero means inherited
 */
public record Healthcheck(
    List<String> test,
    Duration interval,
    Duration timeout,
    Duration startPeriod,
    Duration startInterval,
    long retries) {

  public Healthcheck {
    test = List.copyOf(test);
  }

  static Healthcheck of(JsonFields json) throws JsonException {
    return new Healthcheck(
        json.strings("Test"),
        Duration.ofNanos(json.number("Interval").orElse(0L)),
        Duration.ofNanos(json.number("Timeout").orElse(0L)),
        Duration.ofNanos(json.number("StartPeriod").orElse(0L)),
        Duration.ofNanos(json.number("StartInterval").orElse(0L)),
        json.number("Retries").orElse(0L));
  }

  Json toJson() {
    Json.Obj json = Json.Obj.EMPTY;
    if (!test.isEmpty()) {
      json = json.with("Test", Json.ofStrings(test));
    }
    json = withNanos(json, "Interval", interval);
    json = withNanos(json, "Timeout", timeout);
    json = withNanos(json, "StartPeriod", startPeriod);
    json = withNanos(json, "StartInterval", startInterval);
    return retries == 0 ? json : json.with("Retries", Json.Num.of(retries));
  }

  private static Json.Obj withNanos(Json.Obj json, String name, Duration value) {
    return value.isZero() ? json : json.with(name, Json.Num.of(value.toNanos()));
  }
}
