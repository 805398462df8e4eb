package dev.varve.registry.cache;

import dev.varve.model.Descriptor;
import dev.varve.model.Digest;
import dev.varve.model.Json;
import dev.varve.model.JsonException;
import dev.varve.model.JsonFields;
import dev.varve.store.StepRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a cache key led to on another machine. The parts of the key are not in it: they hold what
 * build arguments were given, which is not for everybody who may read the cache.
 *
 * @param instruction tells the step apart from its inputs
 * @param identity of the layer
 * @param recorded when the record was made
 * @param cost how long the step took
 * @param created when the layer was made
 * @param size bytes of the layer's uncompressed tar
 * @param blob the layer, most likely compressed
 * @param shortcuts that lead to the key
 */
record SharedRecord(
    Digest key,
    Digest instruction,
    Digest diffId,
    Digest identity,
    Instant recorded,
    Duration cost,
    Instant created,
    long size,
    Descriptor blob,
    List<Digest> shortcuts) {

  /** Each costs a file where the record is taken. */
  static final int MOST_SHORTCUTS = 64;

  /** The store counts nanoseconds. */
  private static final Instant LATEST = Instant.ofEpochSecond(Long.MAX_VALUE / 1_000_000_000);

  SharedRecord {
    shortcuts = List.copyOf(shortcuts);
  }

  Json.Obj toJson() {
    List<Json> ways = new ArrayList<>();
    shortcuts.forEach(each -> ways.add(Json.of(each.toString())));
    return Json.Obj.EMPTY
        .with("key", Json.of(key.toString()))
        .with("instruction", Json.of(instruction.toString()))
        .with("diffId", Json.of(diffId.toString()))
        .with("identity", Json.of(identity.toString()))
        .with("recorded", Json.of(recorded.toString()))
        .with("costNanos", Json.Num.of(cost.toNanos()))
        .with("created", Json.of(created.toString()))
        .with("size", Json.Num.of(size))
        .with("blob", blob.toJson())
        .with("shortcuts", new Json.Arr(ways));
  }

  static SharedRecord of(JsonFields json) throws JsonException {
    long size = json.number("size").orElse(-1L);
    long cost = json.number("costNanos").orElse(0L);
    if (size < 0 || cost < 0) {
      throw new JsonException(json.what() + ": a size or time is missing or negative");
    }
    return new SharedRecord(
        digest(json, "key"),
        digest(json, "instruction"),
        digest(json, "diffId"),
        digest(json, "identity"),
        instant(json, "recorded"),
        Duration.ofNanos(cost),
        instant(json, "created"),
        size,
        Descriptor.of(
            json.object("blob").orElseThrow(() -> new JsonException(json.what() + ": no blob"))),
        shortcuts(json));
  }

  private static List<Digest> shortcuts(JsonFields json) throws JsonException {
    List<Digest> found = new ArrayList<>();
    for (String each : json.strings("shortcuts")) {
      if (found.size() == MOST_SHORTCUTS) {
        throw new JsonException(json.what() + ": more than " + MOST_SHORTCUTS + " shortcuts");
      }
      found.add(
          Digest.tryParse(each)
              .orElseThrow(() -> new JsonException(json.what() + ": a shortcut is no digest")));
    }
    return found;
  }

  private static Digest digest(JsonFields json, String name) throws JsonException {
    return json.digest(name)
        .orElseThrow(() -> new JsonException(json.what() + ": '" + name + "' is missing"));
  }

  private static Instant instant(JsonFields json, String name) throws JsonException {
    Instant time =
        json.instant(name)
            .orElseThrow(() -> new JsonException(json.what() + ": '" + name + "' is missing"));
    if (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST)) {
      throw new JsonException(json.what() + ": '" + name + "' is no time that can be kept");
    }
    return time;
  }

  /** The record as this store keeps its own. */
  StepRecord toRecord() {
    return new StepRecord(
        key, List.of(), instruction, diffId, identity, recorded, cost, Json.Obj.EMPTY);
  }
}
