package dev.varve.dockerfile.words;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The variables that words may refer to, and a record of which of them were asked for. Make a new
 * one for each instruction whose use of variables matters. Not safe for use by several threads.
 */
public final class Variables {
  private final Function<String, @Nullable String> values;
  private final Set<String> used = new LinkedHashSet<>();
  private final Set<String> undefined = new LinkedHashSet<>();

  private Variables(Function<String, @Nullable String> values) {
    this.values = values;
  }

  /** Variables that are looked up with {@code values}, which answers null for an unset one. */
  public static Variables of(Function<String, @Nullable String> values) {
    return new Variables(values);
  }

  /** The variables of a map; later changes of the map are seen. */
  public static Variables of(Map<String, String> values) {
    return new Variables(values::get);
  }

  /** No variable is set. */
  public static Variables none() {
    return new Variables(name -> null);
  }

  /** The value of a variable, empty when it is unset; the name is recorded either way. */
  public Optional<String> find(String name) {
    String value = values.apply(name);
    (value == null ? undefined : used).add(name);
    return Optional.ofNullable(value);
  }

  /** The names that were asked for and had a value, in the order of first use. */
  public Set<String> used() {
    return Collections.unmodifiableSet(used);
  }

  /**
   * The names that were asked for and had no value, in the order of first use. A name counts also
   * where the word has a default for it, as in {@code ${x:-y}}.
   */
  public Set<String> undefined() {
    return Collections.unmodifiableSet(undefined);
  }
}
