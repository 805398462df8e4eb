package dev.varve.dockerfile;

import dev.varve.dockerfile.words.Variables;

/** {@code CMD}: what a container of the image runs by default. */
public record Cmd(Origin origin, CommandLine command) implements Instruction {
  /** Nothing is expanded: variables are the shell's business. */
  @Override
  public Cmd expand(Variables variables, char escape) {
    return this;
  }
}
