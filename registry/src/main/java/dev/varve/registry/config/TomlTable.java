package dev.varve.registry.config;

import dev.varve.model.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A table of a TOML document that is being read, with what decides whether it may be added to. The
 * methods answer null when the document says something twice, or makes two things of one name.
 */
final class TomlTable {
  /** What made a table, which says who may add to it. */
  private enum Origin {
    /** A header below it: its own header may still come. */
    IMPLIED,
    /** Its own header, or an element of an array of tables. */
    HEADER,
    /** A key with dots: further keys may add to it, headers may not. */
    DOTTED,
    /** A value in braces: it is complete. */
    INLINE
  }

  /** A member: a value, a table, or an array of tables. */
  private sealed interface Member {
    record Value(Json json) implements Member {}

    record Sub(TomlTable table) implements Member {}

    record Tables(List<TomlTable> elements) implements Member {}
  }

  private final Map<String, Member> members = new LinkedHashMap<>();
  private Origin origin;

  private TomlTable(Origin origin) {
    this.origin = origin;
  }

  /** The table that the document is. */
  static TomlTable root() {
    return new TomlTable(Origin.HEADER);
  }

  /** A table in braces. */
  static TomlTable inline() {
    return new TomlTable(Origin.INLINE);
  }

  /** The table that {@code [keys]} opens. */
  @Nullable TomlTable header(List<String> keys) {
    TomlTable parent = above(keys);
    if (parent == null) {
      return null;
    }
    return switch (parent.members.get(keys.getLast())) {
      case null -> parent.add(keys.getLast(), Origin.HEADER);
      case Member.Sub(TomlTable table) when table.origin == Origin.IMPLIED -> table.opened();
      default -> null;
    };
  }

  private TomlTable opened() {
    origin = Origin.HEADER;
    return this;
  }

  /** The new last element of the array that {@code [[keys]]} adds to. */
  @Nullable TomlTable element(List<String> keys) {
    TomlTable parent = above(keys);
    if (parent == null) {
      return null;
    }
    Member there =
        parent.members.computeIfAbsent(keys.getLast(), _ -> new Member.Tables(new ArrayList<>()));
    if (there instanceof Member.Tables(List<TomlTable> elements)) {
      elements.add(new TomlTable(Origin.HEADER));
      return elements.getLast();
    }
    return null;
  }

  /** The table that holds the last of the keys of a header; made where it is missing. */
  private @Nullable TomlTable above(List<String> keys) {
    TomlTable at = this;
    for (String key : keys.subList(0, keys.size() - 1)) {
      TomlTable next =
          switch (at.members.get(key)) {
            case null -> at.add(key, Origin.IMPLIED);
            case Member.Sub(TomlTable table) when table.origin != Origin.INLINE -> table;
            case Member.Tables(List<TomlTable> elements) -> elements.getLast();
            default -> null;
          };
      if (next == null) {
        return null;
      }
      at = next;
    }
    return at;
  }

  private TomlTable add(String key, Origin from) {
    TomlTable table = new TomlTable(from);
    members.put(key, new Member.Sub(table));
    return table;
  }

  /** Sets {@code keys = value}; false when that is not allowed. */
  boolean put(List<String> keys, Json value) {
    TomlTable at = this;
    for (String key : keys.subList(0, keys.size() - 1)) {
      TomlTable next =
          switch (at.members.get(key)) {
            case null -> at.add(key, Origin.DOTTED);
            case Member.Sub(TomlTable table) when table.origin == Origin.DOTTED -> table;
            default -> null;
          };
      if (next == null) {
        return false;
      }
      at = next;
    }
    return at.members.putIfAbsent(keys.getLast(), new Member.Value(value)) == null;
  }

  Json.Obj json() {
    Map<String, Json> all = new LinkedHashMap<>();
    members.forEach((key, member) -> all.put(key, json(member)));
    return new Json.Obj(all);
  }

  private static Json json(Member member) {
    return switch (member) {
      case Member.Value(Json json) -> json;
      case Member.Sub(TomlTable table) -> table.json();
      case Member.Tables(List<TomlTable> elements) -> {
        List<Json> items = new ArrayList<>(elements.size());
        for (TomlTable element : elements) {
          items.add(element.json());
        }
        yield new Json.Arr(items);
      }
    };
  }
}
