package dev.varve.dockerfile;

import dev.varve.dockerfile.words.Variables;
import java.util.List;

/** {@code VOLUME}: directories that outlive a container. */
public record Volume(Origin origin, List<String> paths) implements Instruction {
  /** Copies the paths. */
  public Volume {
    paths = List.copyOf(paths);
  }

  /** Expands each path. */
  @Override
  public Volume expand(Variables variables, char escape) {
    List<String> expanded = expandAll(paths, variables, escape);
    if (expanded.contains("")) {
      throw new DockerfileException(range(), "a VOLUME path is empty after expansion");
    }
    return new Volume(origin, expanded);
  }
}
