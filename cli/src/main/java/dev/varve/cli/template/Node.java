package dev.varve.cli.template;

import dev.varve.model.Json;
import java.util.List;

/** Parts of a template. */
sealed interface Node {

  /** Text that stands for itself. */
  record Text(String text) implements Node {}

  /** The value of a pipeline, printed. */
  record Print(Pipeline pipeline) implements Node {}

  /** Sets a variable. */
  record Assign(String variable, Pipeline pipeline) implements Node {}

  /** {@code if}: one of two, by whether the value is empty. */
  record If(Pipeline condition, List<Node> then, List<Node> otherwise) implements Node {}

  /** {@code with}: as {@code if}, and the value becomes the dot. */
  record With(Pipeline value, List<Node> then, List<Node> otherwise) implements Node {}

  /**
   * {@code range}: once for each element, which becomes the dot.
   *
   * @param key variable for the index or name; empty for none
   * @param element variable for the element; empty for none
   */
  record Range(String key, String element, Pipeline value, List<Node> body, List<Node> otherwise)
      implements Node {}

  /** Commands, each of which gets the value of the one before it as its last argument. */
  record Pipeline(List<Command> commands) {}

  /** A value, or a function with its arguments. */
  record Command(List<Operand> operands) {}

  /** What a command is made of. */
  sealed interface Operand {

    /** A constant. */
    record Constant(Json value) implements Operand {}

    /** The name of a function. */
    record Function(String name) implements Operand {}

    /** Fields below the dot. */
    record Dot(List<String> fields) implements Operand {}

    /** Fields below a variable; the empty name is the root. */
    record Variable(String name, List<String> fields) implements Operand {}

    /** Fields below a pipeline in parentheses. */
    record Group(Pipeline pipeline, List<String> fields) implements Operand {}
  }
}
