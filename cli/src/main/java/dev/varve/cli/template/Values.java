package dev.varve.cli.template;

import dev.varve.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How templates see JSON values: as text, as truth, and by field. */
final class Values {
  /**
   * Fields that hold maps with names of the user's choosing. A name that is missing there is empty;
   * one that is missing elsewhere is a mistake.
   */
  private static final Set<String> MAPS =
      Set.of("Labels", "Volumes", "ExposedPorts", "Ports", "Networks", "Annotations", "Data");

  private Values() {}

  /** Whether the field holds a map with names of the user's choosing. */
  static boolean isMap(String field) {
    return MAPS.contains(field);
  }

  /** The field {@code path} below {@code value}. */
  static Json field(Json value, List<String> path) {
    Json at = value;
    String parent = "";
    for (String name : path) {
      at = step(at, name, parent);
      parent = name;
    }
    return at;
  }

  private static Json step(Json value, String name, String parent) {
    return switch (value) {
      case Json.Obj object -> {
        Json found = object.members().get(name);
        if (found == null && !MAPS.contains(parent)) {
          throw new TemplateException("there is no field '" + name + "'" + near(object));
        }
        yield found == null ? Json.of("") : found;
      }
      case Json.Null n -> new Json.Null();
      case Json.Arr a -> throw noFields(name, "a list");
      case Json.Str s -> throw noFields(name, "a string");
      case Json.Num n -> throw noFields(name, "a number");
      case Json.Bool b -> throw noFields(name, "a truth value");
    };
  }

  private static String near(Json.Obj object) {
    return object.members().isEmpty()
        ? ""
        : "; there are " + String.join(", ", object.members().keySet());
  }

  private static TemplateException noFields(String name, String what) {
    return new TemplateException("cannot take field '" + name + "' of " + what);
  }

  /** As Go prints values: {@code [a b]}, {@code map[a:b]}. */
  static String text(Json value) {
    return switch (value) {
      case Json.Str s -> s.value();
      case Json.Num n -> n.text();
      case Json.Bool b -> Boolean.toString(b.value());
      case Json.Null n -> "<nil>";
      case Json.Arr list -> {
        List<String> items = new ArrayList<>();
        list.items().forEach(item -> items.add(text(item)));
        yield "[" + String.join(" ", items) + "]";
      }
      case Json.Obj object -> {
        List<String> items = new ArrayList<>();
        new TreeMap<>(object.members()).forEach((name, item) -> items.add(name + ":" + text(item)));
        yield "map[" + String.join(" ", items) + "]";
      }
    };
  }

  /** Whether {@code if} takes its first branch. */
  static boolean truth(Json value) {
    return switch (value) {
      case Json.Str s -> !s.value().isEmpty();
      case Json.Num n -> number(n) != 0;
      case Json.Bool b -> b.value();
      case Json.Null n -> false;
      case Json.Arr list -> !list.items().isEmpty();
      case Json.Obj object -> !object.members().isEmpty();
    };
  }

  /** What {@code range} goes through, by name or index. */
  static List<Map.Entry<Json, Json>> elements(Json value) {
    List<Map.Entry<Json, Json>> elements = new ArrayList<>();
    switch (value) {
      case Json.Arr list -> {
        for (Json item : list.items()) {
          elements.add(Map.entry(Json.Num.of(elements.size()), item));
        }
      }
      case Json.Obj object ->
          new TreeMap<>(object.members())
              .forEach((name, item) -> elements.add(Map.entry(Json.of(name), item)));
      case Json.Null n -> {}
      case Json.Str s -> throw new TemplateException("range cannot go through a string");
      case Json.Num n -> throw new TemplateException("range cannot go through a number");
      case Json.Bool b -> throw new TemplateException("range cannot go through a truth value");
    }
    return elements;
  }

  static double number(Json value) {
    if (value instanceof Json.Num number) {
      return Double.parseDouble(number.text());
    }
    throw new TemplateException("'" + text(value) + "' is not a number");
  }
}
