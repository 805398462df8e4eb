package dev.varve.dockerfile;

import dev.varve.dockerfile.words.Expansion;
import dev.varve.dockerfile.words.ExpansionException;
import dev.varve.dockerfile.words.Variables;
import java.util.ArrayList;
import java.util.List;

/** One instruction of a Dockerfile. All its parts are immutable. */
public sealed interface Instruction
    permits Add,
        Arg,
        Cmd,
        Copy,
        Entrypoint,
        Env,
        Expose,
        From,
        HealthCheck,
        Label,
        Maintainer,
        OnBuild,
        Run,
        Shell,
        StopSignal,
        User,
        Volume,
        Workdir {

  /** Where it comes from. */
  Origin origin();

  /**
   * The same instruction with variables, quotes and escapes of those words replaced that Docker
   * replaces; the others stay as they are. {@code variables} says afterwards which names were used.
   *
   * @param escape the Dockerfile's escape character
   * @throws DockerfileException if a word cannot be expanded, or does not fit its place afterwards
   */
  Instruction expand(Variables variables, char escape);

  /** Its lines. */
  default SourceRange range() {
    return origin().range();
  }

  /** The whole instruction as Docker shows it: continued lines joined. */
  default String original() {
    return origin().original();
  }

  /** The comment lines right above it, without their {@code #}. */
  default List<String> comments() {
    return origin().comments();
  }

  /** Expands one word of this instruction; errors get its range. */
  default String expandWord(String word, Variables variables, char escape) {
    try {
      return Expansion.word(word, variables, escape);
    } catch (ExpansionException e) {
      throw new DockerfileException(range(), String.valueOf(e.getMessage()));
    }
  }

  /** Expands each word of this instruction; errors get its range. */
  default List<String> expandAll(List<String> words, Variables variables, char escape) {
    List<String> expanded = new ArrayList<>(words.size());
    for (String word : words) {
      expanded.add(expandWord(word, variables, escape));
    }
    return List.copyOf(expanded);
  }
}
