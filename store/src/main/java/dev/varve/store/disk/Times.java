package dev.varve.store.disk;

import dev.varve.model.Json;
import dev.varve.model.JsonException;
import dev.varve.model.JsonFields;
import java.time.Instant;

/**
 * Points in time in documents: nanoseconds since the epoch. Text would be nicer to read, but
 * parsing the first one costs more than all else that a build without changes does here.
 */
public final class Times {
  private static final long NANOS = 1_000_000_000;

  private Times() {}

  public static Json toJson(Instant time) {
    return Json.Num.of(
        Math.addExact(Math.multiplyExact(time.getEpochSecond(), NANOS), time.getNano()));
  }

  /** The time in a member of that name; the epoch if there is none. */
  public static Instant of(JsonFields fields, String name) throws JsonException {
    long nanos = fields.number(name).orElse(0L);
    return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
  }
}
