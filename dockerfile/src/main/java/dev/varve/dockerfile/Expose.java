package dev.varve.dockerfile;

import dev.varve.dockerfile.words.Expansion;
import dev.varve.dockerfile.words.ExpansionException;
import dev.varve.dockerfile.words.Variables;
import java.util.ArrayList;
import java.util.List;

/** {@code EXPOSE}; the words are kept sorted, as Docker does. */
public record Expose(Origin origin, List<String> words) implements Instruction {
  /** Copies the words. */
  public Expose {
    words = List.copyOf(words);
  }

  /**
   * The ports, each as {@code number/protocol}, in the order of the words; ranges are spelt out.
   * Words with variables need {@link #expand} first.
   *
   * @throws DockerfileException if a word is no port
   */
  public List<String> ports() {
    List<String> ports = new ArrayList<>();
    for (String word : words) {
      PortWord.addPorts(word, range(), ports);
    }
    return List.copyOf(ports);
  }

  /** Expands and splits each word, so that one variable may hold several ports; checks them. */
  @Override
  public Expose expand(Variables variables, char escape) {
    List<String> expanded = new ArrayList<>();
    for (String word : words) {
      try {
        expanded.addAll(Expansion.words(word, variables, escape));
      } catch (ExpansionException e) {
        throw new DockerfileException(range(), String.valueOf(e.getMessage()));
      }
    }
    Expose expose = new Expose(origin, expanded);
    expose.ports();
    return expose;
  }
}
