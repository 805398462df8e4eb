package dev.varve.build.plan;

import dev.varve.dockerfile.Instruction;
import dev.varve.dockerfile.Stage;
import java.util.List;

/**
 * A needed stage whose base and instructions are known.
 *
 * @param base what FROM means
 * @param instructions the triggers of the base, then the stage's own
 * @param triggers how many of the instructions are triggers
 */
record ResolvedStage(Stage stage, Base base, List<Instruction> instructions, int triggers) {

  ResolvedStage {
    instructions = List.copyOf(instructions);
  }

  /** What FROM means, before planning. */
  sealed interface Base {
    record Scratch() implements Base {}

    record Image(BaseImages.BaseImage image) implements Base {}

    record Earlier(Stage stage) implements Base {}
  }

  int index() {
    return stage.index();
  }

  String label() {
    return stage.name().orElse("stage-" + index());
  }
}
