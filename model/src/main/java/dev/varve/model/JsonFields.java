package dev.varve.model;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Typed access to the members of an object; a member that is {@code null} counts as absent, one of
 * another type is an error that names it.
 */
public record JsonFields(Json.Obj source, String what) {

  private Optional<Json> find(String name) {
    return source.find(name).filter(value -> !(value instanceof Json.Null));
  }

  private JsonException wrongType(String name, String wanted) {
    return new JsonException(what + ": '" + name + "' is not " + wanted);
  }

  public Optional<String> string(String name) throws JsonException {
    Optional<Json> value = find(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get() instanceof Json.Str str) {
      return Optional.of(str.value());
    }
    throw wrongType(name, "a string");
  }

  public String requiredString(String name) throws JsonException {
    return string(name).orElseThrow(() -> new JsonException(what + ": '" + name + "' is missing"));
  }

  public Optional<Long> number(String name) throws JsonException {
    Optional<Json> value = find(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get() instanceof Json.Num num && num.asLong().isPresent()) {
      return num.asLong();
    }
    throw wrongType(name, "a whole number");
  }

  public boolean flag(String name) throws JsonException {
    Optional<Json> value = find(name);
    if (value.isEmpty()) {
      return false;
    }
    if (value.get() instanceof Json.Bool bool) {
      return bool.value();
    }
    throw wrongType(name, "true or false");
  }

  public Optional<Digest> digest(String name) throws JsonException {
    Optional<String> text = string(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<Digest> digest = Digest.tryParse(text.get());
    if (digest.isEmpty()) {
      throw wrongType(name, "a sha256 digest");
    }
    return digest;
  }

  /** A point in time as RFC 3339 writes it. */
  public Optional<Instant> instant(String name) throws JsonException {
    Optional<String> text = string(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(text.get()).toInstant());
    } catch (DateTimeParseException e) {
      throw wrongType(name, "a time");
    }
  }

  public Optional<JsonFields> object(String name) throws JsonException {
    Optional<Json> value = find(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get() instanceof Json.Obj obj) {
      return Optional.of(new JsonFields(obj, what + "." + name));
    }
    throw wrongType(name, "an object");
  }

  public List<JsonFields> objects(String name) throws JsonException {
    List<JsonFields> result = new ArrayList<>();
    for (Json item : items(name)) {
      if (!(item instanceof Json.Obj obj)) {
        throw wrongType(name, "an array of objects");
      }
      result.add(new JsonFields(obj, what + "." + name + "[" + result.size() + "]"));
    }
    return result;
  }

  public List<String> strings(String name) throws JsonException {
    List<String> result = new ArrayList<>();
    for (Json item : items(name)) {
      if (!(item instanceof Json.Str str)) {
        throw wrongType(name, "an array of strings");
      }
      result.add(str.value());
    }
    return result;
  }

  public Map<String, String> stringMap(String name) throws JsonException {
    Map<String, String> result = new LinkedHashMap<>();
    Optional<JsonFields> object = object(name);
    if (object.isPresent()) {
      for (String key : object.get().source().members().keySet()) {
        result.put(key, object.get().requiredString(key));
      }
    }
    return result;
  }

  public boolean has(String name) {
    return find(name).isPresent();
  }

  private List<Json> items(String name) throws JsonException {
    Optional<Json> value = find(name);
    if (value.isEmpty()) {
      return List.of();
    }
    if (value.get() instanceof Json.Arr arr) {
      return arr.items();
    }
    throw wrongType(name, "an array");
  }
}
