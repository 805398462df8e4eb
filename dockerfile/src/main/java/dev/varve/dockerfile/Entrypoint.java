package dev.varve.dockerfile;

import dev.varve.dockerfile.words.Variables;

/** {@code ENTRYPOINT}: the program of the image. */
public record Entrypoint(Origin origin, CommandLine command) implements Instruction {
  /** Nothing is expanded: variables are the shell's business. */
  @Override
  public Entrypoint expand(Variables variables, char escape) {
    return this;
  }
}
