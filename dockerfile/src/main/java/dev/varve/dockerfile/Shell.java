package dev.varve.dockerfile;

import dev.varve.dockerfile.words.Variables;
import java.util.List;

/** {@code SHELL}: what shell forms are run with. Never empty. */
public record Shell(Origin origin, List<String> args) implements Instruction {
  /** Copies the arguments. */
  public Shell {
    args = List.copyOf(args);
  }

  /** Nothing is expanded. */
  @Override
  public Shell expand(Variables variables, char escape) {
    return this;
  }
}
