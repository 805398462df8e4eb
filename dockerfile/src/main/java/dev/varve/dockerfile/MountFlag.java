package dev.varve.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A {@code --mount} flag, split into its fields but not yet typed: values may hold variables.
 *
 * @param text the value of the flag as written
 */
public record MountFlag(String text, List<Field> fields) {
  /** Copies the fields. */
  public MountFlag {
    fields = List.copyOf(fields);
  }

  /** A field: a key in lower case and, behind an equals sign, a value. */
  public record Field(String key, Optional<String> value) {
    @Override
    public String toString() {
      return value.isPresent() ? key + "=" + value.get() : key;
    }
  }

  /**
   * The stage or image of {@code from=}, which takes no variables, so it is known before expansion.
   */
  public Optional<String> from() {
    Optional<String> from = last("from");
    return from.isPresent() && from.get().isEmpty() ? Optional.empty() : from;
  }

  /** The last value of a key as written; fields behind replace those in front. */
  private Optional<String> last(String key) {
    Optional<String> found = Optional.empty();
    for (Field field : fields) {
      if (field.key().equals(key)) {
        found = field.value();
      }
    }
    return found;
  }

  MountFlag expand(UnaryOperator<String> expander) {
    List<Field> expanded = new ArrayList<>();
    for (Field field : fields) {
      expanded.add(new Field(field.key(), field.value().map(expander)));
    }
    return new MountFlag(text, expanded);
  }

  /** The typed form; throws {@link DockerfileException} on {@code range} if a field is wrong. */
  MountSpec spec(SourceRange range) {
    return new MountFields(this, range).spec();
  }
}
