package dev.varve.dockerfile;

import dev.varve.dockerfile.words.Variables;
import java.util.List;

/** {@code ENV}: variables of the image and of the steps behind it. */
public record Env(Origin origin, List<KeyValue> pairs) implements Instruction {
  /** Copies the pairs. */
  public Env {
    pairs = List.copyOf(pairs);
  }

  /** Expands keys and values; all of them see the variables from before this instruction. */
  @Override
  public Env expand(Variables variables, char escape) {
    return new Env(origin, KeyValue.expandAll(this, pairs, variables, escape));
  }
}
