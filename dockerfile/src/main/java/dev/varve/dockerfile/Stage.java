package dev.varve.dockerfile;

import java.util.List;
import java.util.Optional;

/**
 * A FROM and what follows it.
 *
 * @param name the name after AS in lower case
 * @param index its place among the stages, from 0
 * @param instructions without the FROM
 */
public record Stage(From from, Optional<String> name, int index, List<Instruction> instructions) {
  /** Copies the instructions. */
  public Stage {
    instructions = List.copyOf(instructions);
  }

  /** The name, or the number when it has none. */
  public String label() {
    return name.orElseGet(() -> Integer.toString(index));
  }
}
