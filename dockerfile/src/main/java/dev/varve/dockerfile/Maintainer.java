package dev.varve.dockerfile;

import dev.varve.dockerfile.words.Variables;

/** {@code MAINTAINER}, deprecated: the author of the image. */
public record Maintainer(Origin origin, String name) implements Instruction {
  /** Nothing is expanded. */
  @Override
  public Maintainer expand(Variables variables, char escape) {
    return this;
  }
}
