package dev.varve.testkit.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Header fields in the order in which they were sent. Names are compared without their case. */
public record Headers(List<Field> fields) {
  /** None at all. */
  public static final Headers NONE = new Headers(List.of());

  /** One line of a head. */
  public record Field(String name, String value) {}

  public Headers {
    fields = List.copyOf(fields);
  }

  /** The first value that a name has. */
  public Optional<String> first(String name) {
    return all(name).stream().findFirst();
  }

  /** Every value that a name has. */
  public List<String> all(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Field::value)
        .toList();
  }

  /** These with one more, whatever is there already. */
  public Headers plus(String name, String value) {
    List<Field> more = new ArrayList<>(fields);
    more.add(new Field(name, value));
    return new Headers(more);
  }

  /** These with this value in the place of all that the name had. */
  public Headers with(String name, String value) {
    return without(name).plus(name, value);
  }

  /** These without a name. */
  public Headers without(String name) {
    return new Headers(
        fields.stream().filter(field -> !field.name().equalsIgnoreCase(name)).toList());
  }
}
