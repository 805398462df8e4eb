package dev.varve.dockerfile;

import dev.varve.dockerfile.words.Variables;
import java.util.List;
import java.util.Optional;

/** {@code ARG}: build arguments and their default values. */
public record Arg(Origin origin, List<ArgDeclaration> declarations) implements Instruction {
  /** Copies the declarations. */
  public Arg {
    declarations = List.copyOf(declarations);
  }

  /**
   * Nothing: a default is expanded only if no value is given, and sees the ARGs in front of it in
   * the same instruction. That takes {@link #defaultOf}, one declaration after the other.
   */
  @Override
  public Arg expand(Variables variables, char escape) {
    return this;
  }

  /** The expanded default value of one of the declarations; empty if it has none. */
  public Optional<String> defaultOf(ArgDeclaration declaration, Variables variables, char escape) {
    return declaration.defaultValue().map(value -> expandWord(value, variables, escape));
  }
}
