package dev.varve.dockerfile;

import dev.varve.dockerfile.words.Variables;
import java.util.List;

/** {@code LABEL}: labels of the image. */
public record Label(Origin origin, List<KeyValue> pairs) implements Instruction {
  /** Copies the pairs. */
  public Label {
    pairs = List.copyOf(pairs);
  }

  /** Expands keys and values; all of them see the variables from before this instruction. */
  @Override
  public Label expand(Variables variables, char escape) {
    return new Label(origin, KeyValue.expandAll(this, pairs, variables, escape));
  }
}
