package dev.varve.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value (RFC 8259), immutable.
 *
 * <p>Objects keep the order of their members, so that a document that was read and is written again
 * unchanged keeps its meaning and its unknown fields. Numbers keep their text.
 */
public sealed interface Json {
  /** Largest document that {@link #parse} accepts, in bytes. */
  int MAX_BYTES = 4 << 20;

  /** Deepest nesting that {@link #parse} accepts. */
  int MAX_DEPTH = 64;

  /** An object. */
  record Obj(Map<String, Json> members) implements Json {
    public static final Obj EMPTY = new Obj(Map.of());

    public Obj {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    public Optional<Json> find(String name) {
      return Optional.ofNullable(members.get(name));
    }

    /** This object with {@code name} set to {@code value}, or removed when it is null. */
    public Obj with(String name, @Nullable Json value) {
      Map<String, Json> changed = new LinkedHashMap<>(members);
      if (value == null) {
        changed.remove(name);
      } else {
        changed.put(name, value);
      }
      return new Obj(changed);
    }

    /** This object with the members of {@code other} that it has not got itself, after its own. */
    public Obj withAll(Obj other) {
      if (other.members.isEmpty()) {
        return this;
      }
      Map<String, Json> changed = new LinkedHashMap<>(members);
      for (Map.Entry<String, Json> member : other.members.entrySet()) {
        changed.putIfAbsent(member.getKey(), member.getValue());
      }
      return new Obj(changed);
    }

    /** This object without the given members. */
    public Obj without(Collection<String> names) {
      Map<String, Json> changed = new LinkedHashMap<>(members);
      changed.keySet().removeAll(names);
      return changed.isEmpty() ? EMPTY : new Obj(changed);
    }
  }

  /** An array. */
  record Arr(List<Json> items) implements Json {
    public Arr {
      items = List.copyOf(items);
    }
  }

  /** A string. */
  record Str(String value) implements Json {}

  /** A number, as its JSON text. */
  record Num(String text) implements Json {
    public static Num of(long value) {
      return new Num(Long.toString(value));
    }

    /** The value, if it is a whole number in the range of a long. */
    public Optional<Long> asLong() {
      try {
        return Optional.of(Long.parseLong(text));
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }
  }

  /** {@code true} or {@code false}. */
  record Bool(boolean value) implements Json {}

  /** {@code null}. */
  record Null() implements Json {}

  /**
   * Reads one document.
   *
   * @throws JsonException if it is not valid UTF-8 JSON, has a member twice, is deeper than {@link
   *     #MAX_DEPTH} or longer than {@link #MAX_BYTES}, or is followed by anything but white space
   */
  static Json parse(byte[] document) throws JsonException {
    return JsonText.parse(document);
  }

  /** As {@link #parse}, for a document that has to be an object. */
  static Obj parseObject(byte[] document) throws JsonException {
    if (parse(document) instanceof Obj obj) {
      return obj;
    }
    throw new JsonException("not a JSON object");
  }

  /** The compact text, in UTF-8. */
  default byte[] toBytes() {
    return JsonText.write(this, false).getBytes(StandardCharsets.UTF_8);
  }

  /** The compact text. */
  default String toText() {
    return JsonText.write(this, false);
  }

  /** The text with indentation of four spaces, as Docker's inspect prints it. */
  default String toPretty() {
    return JsonText.write(this, true);
  }

  static Json of(String value) {
    return new Str(value);
  }

  static Json ofStrings(List<String> values) {
    List<Json> items = new ArrayList<>(values.size());
    for (String value : values) {
      items.add(new Str(value));
    }
    return new Arr(items);
  }

  static Json ofStrings(Map<String, String> values) {
    Map<String, Json> members = new LinkedHashMap<>();
    values.forEach((name, value) -> members.put(name, new Str(value)));
    return new Obj(members);
  }
}
