package dev.varve.dockerfile;

import dev.varve.dockerfile.words.Variables;

/**
 * {@code ONBUILD}.
 *
 * @param expression the trigger as the image config stores it: the instruction as one line, and on
 *     further lines the bodies of its here-documents
 */
public record OnBuild(Origin origin, String expression) implements Instruction {
  /** Nothing is expanded before the trigger runs. */
  @Override
  public OnBuild expand(Variables variables, char escape) {
    return this;
  }
}
