package dev.varve.store;

import dev.varve.model.Digest;
import dev.varve.model.Json;
import dev.varve.model.JsonException;
import dev.varve.model.JsonFields;
import dev.varve.store.disk.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a cache key led to.
 *
 * @param key the digest over the parts
 * @param parts the named inputs, to tell later what differs
 * @param instruction names the step apart from its inputs, for {@link Records#cutoff}
 * @param diffId the layer that the step made
 * @param identity of that layer
 * @param created when
 * @param cost how long it took
 * @param notes what else the builder wants to remember, kept as it is
 */
public record StepRecord(
    Digest key,
    List<KeyPart> parts,
    Digest instruction,
    Digest diffId,
    Digest identity,
    Instant created,
    Duration cost,
    Json.Obj notes) {

  public StepRecord {
    parts = List.copyOf(parts);
  }

  public StepRecord withParts(List<KeyPart> changed) {
    return new StepRecord(key, changed, instruction, diffId, identity, created, cost, notes);
  }

  Json.Obj toJson() {
    List<Json> named = new ArrayList<>(parts.size());
    for (KeyPart part : parts) {
      named.add(new Json.Arr(List.of(Json.of(part.name()), Json.of(part.value()))));
    }
    return Json.Obj.EMPTY
        .with("key", Json.of(key.toString()))
        .with("parts", new Json.Arr(named))
        .with("instruction", Json.of(instruction.toString()))
        .with("diffId", Json.of(diffId.toString()))
        .with("identity", Json.of(identity.toString()))
        .with("created", Times.toJson(created))
        .with("costNanos", Json.Num.of(cost.toNanos()))
        .with("notes", notes);
  }

  static StepRecord of(Json.Obj json) throws JsonException {
    JsonFields fields = new JsonFields(json, "record");
    return new StepRecord(
        digest(fields, "key"),
        parts(json),
        digest(fields, "instruction"),
        digest(fields, "diffId"),
        digest(fields, "identity"),
        Times.of(fields, "created"),
        Duration.ofNanos(fields.number("costNanos").orElse(0L)),
        fields.object("notes").map(JsonFields::source).orElse(Json.Obj.EMPTY));
  }

  private static Digest digest(JsonFields fields, String name) throws JsonException {
    return fields
        .digest(name)
        .orElseThrow(() -> new JsonException("record: '" + name + "' is missing"));
  }

  private static List<KeyPart> parts(Json.Obj json) throws JsonException {
    List<KeyPart> parts = new ArrayList<>();
    if (json.members().get("parts") instanceof Json.Arr named) {
      for (Json item : named.items()) {
        if (item instanceof Json.Arr pair
            && pair.items().size() == 2
            && pair.items().get(0) instanceof Json.Str name
            && pair.items().get(1) instanceof Json.Str value) {
          parts.add(new KeyPart(name.value(), value.value()));
        } else {
          throw new JsonException("record: a part is no pair of strings");
        }
      }
    }
    return parts;
  }
}
