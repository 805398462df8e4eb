package dev.varve.dockerfile;

import dev.varve.dockerfile.words.Variables;

/** {@code STOPSIGNAL}: the signal that asks a container to stop; its name is not checked here. */
public record StopSignal(Origin origin, String signal) implements Instruction {
  /** Expands the one word. */
  @Override
  public StopSignal expand(Variables variables, char escape) {
    return new StopSignal(origin, expandWord(signal, variables, escape));
  }
}
