package dev.varve.dockerfile;

import dev.varve.dockerfile.words.Variables;

/** {@code WORKDIR}: the working directory of the steps behind it and of the image. */
public record Workdir(Origin origin, String path) implements Instruction {
  /** Expands the one word. */
  @Override
  public Workdir expand(Variables variables, char escape) {
    return new Workdir(origin, expandWord(path, variables, escape));
  }
}
