package dev.varve.cli.args;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The arguments of one command, checked against its {@link CommandSpec}. Immutable. */
public final class Arguments {
  private final Map<String, List<String>> values;
  private final List<String> operands;

  Arguments(Map<String, List<String>> values, List<String> operands) {
    this.values = values;
    this.operands = List.copyOf(operands);
  }

  /** Whether the option was given at all, with whatever value. */
  public boolean given(Option option) {
    return values.containsKey(option.name());
  }

  /** Whether the flag was given last as true. */
  public boolean flag(Option option) {
    List<String> given = values.get(option.name());
    return given != null && given.getLast().equals("true");
  }

  /** The last value given. */
  public Optional<String> text(Option option) {
    List<String> given = values.get(option.name());
    return given == null ? Optional.empty() : Optional.of(given.getLast());
  }

  public String text(Option option, String otherwise) {
    List<String> given = values.get(option.name());
    return given == null ? otherwise : given.getLast();
  }

  /** All values, in the order they were given. */
  public List<String> list(Option option) {
    return values.getOrDefault(option.name(), List.of());
  }

  public List<String> operands() {
    return operands;
  }

  /** Operand number {@code index}, which the command's specification says must be there. */
  public String operand(int index) {
    return operands.get(index);
  }
}
