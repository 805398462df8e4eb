package dev.varve.dockerfile;

import dev.varve.dockerfile.words.Variables;

/** {@code USER}: the user, and after a colon the group, of the steps behind it and of the image. */
public record User(Origin origin, String user) implements Instruction {
  /** Expands the one word. */
  @Override
  public User expand(Variables variables, char escape) {
    return new User(origin, expandWord(user, variables, escape));
  }
}
