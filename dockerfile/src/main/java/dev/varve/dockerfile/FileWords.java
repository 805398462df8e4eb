package dev.varve.dockerfile;

import dev.varve.dockerfile.words.ExpansionException;
import dev.varve.dockerfile.words.Variables;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Expands the words that COPY and ADD have in common. */
record FileWords(Instruction instruction, Variables variables, char escape) {
  String word(String word) {
    return instruction.expandWord(word, variables, escape);
  }

  /** An expanded flag; one that turns out empty counts as absent, as in Docker. */
  Optional<String> flag(Optional<String> flag) {
    String value = flag.isPresent() ? word(flag.get()) : "";
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  Sources sources(Sources sources) {
    List<Heredoc> files = new ArrayList<>(sources.files().size());
    try {
      for (Heredoc file : sources.files()) {
        files.add(file.expanded(variables));
      }
    } catch (ExpansionException e) {
      throw new DockerfileException(instruction.range(), String.valueOf(e.getMessage()));
    }
    return new Sources(instruction.expandAll(sources.paths(), variables, escape), files);
  }
}
