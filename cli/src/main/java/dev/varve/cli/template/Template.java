package dev.varve.cli.template;

import dev.varve.cli.template.Node.Command;
import dev.varve.cli.template.Node.Operand;
import dev.varve.cli.template.Node.Pipeline;
import dev.varve.model.Json;
import dev.varve.model.VarveException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A Go template ({@code text/template}): fields, variables, pipelines, {@code if}, {@code with},
 * {@code range}, and the functions of {@link Functions}. Immutable.
 */
public final class Template {
  private static final int LONGEST = 16 << 20;

  private final List<Node> nodes;

  private Template(List<Node> nodes) {
    this.nodes = nodes;
  }

  /**
   * Reads a template.
   *
   * @throws VarveException with code USAGE when it is not one
   */
  public static Template parse(String text) {
    try {
      return new Template(Parser.parse(text));
    } catch (TemplateException e) {
      throw wrong(e);
    }
  }

  /**
   * The template's text for {@code value}.
   *
   * @throws VarveException with code USAGE when the template asks for what the value does not have
   */
  public String apply(Json value) {
    try {
      Run run = new Run(value);
      run.block(nodes, value);
      return run.out.toString();
    } catch (TemplateException e) {
      throw wrong(e);
    }
  }

  private static VarveException wrong(TemplateException e) {
    return new VarveException(VarveException.Code.USAGE, "--format: " + e.getMessage(), null, e);
  }

  /** One application. */
  private static final class Run {
    private final StringBuilder out = new StringBuilder();
    private final Map<String, Json> variables = new HashMap<>();

    private Run(Json root) {
      variables.put("", root);
    }

    private void block(List<Node> nodes, Json dot) {
      for (Node node : nodes) {
        node(node, dot);
        if (out.length() > LONGEST) {
          throw new TemplateException("the result is too long");
        }
      }
    }

    private void node(Node node, Json dot) {
      switch (node) {
        case Node.Text text -> out.append(text.text());
        case Node.Print print -> out.append(printed(evaluate(print.pipeline(), dot), print));
        case Node.Assign assign ->
            variables.put(assign.variable(), evaluate(assign.pipeline(), dot));
        case Node.If choice ->
            block(
                Values.truth(evaluate(choice.condition(), dot))
                    ? choice.then()
                    : choice.otherwise(),
                dot);
        case Node.With with -> {
          Json value = evaluate(with.value(), dot);
          if (Values.truth(value)) {
            block(with.then(), value);
          } else {
            block(with.otherwise(), dot);
          }
        }
        case Node.Range range -> range(range, dot);
      }
    }

    /** What is null are lists and maps that were never set; Go prints them as empty ones. */
    private static String printed(Json value, Node.Print print) {
      if (value instanceof Json.Null) {
        Operand first = print.pipeline().commands().getFirst().operands().getFirst();
        if (first instanceof Operand.Dot(List<String> fields) && !fields.isEmpty()) {
          return Values.isMap(fields.getLast()) ? "map[]" : "[]";
        }
      }
      return Values.text(value);
    }

    private void range(Node.Range range, Json dot) {
      List<Map.Entry<Json, Json>> elements = Values.elements(evaluate(range.value(), dot));
      if (elements.isEmpty()) {
        block(range.otherwise(), dot);
      }
      for (Map.Entry<Json, Json> element : elements) {
        if (!range.key().isEmpty()) {
          variables.put(range.key(), element.getKey());
        }
        if (!range.element().isEmpty()) {
          variables.put(range.element(), element.getValue());
        }
        block(range.body(), element.getValue());
      }
    }

    private Json evaluate(Pipeline pipeline, Json dot) {
      List<Json> before = List.of();
      for (Command command : pipeline.commands()) {
        before = List.of(evaluate(command, before, dot));
      }
      return before.getFirst();
    }

    private Json evaluate(Command command, List<Json> before, Json dot) {
      List<Operand> operands = command.operands();
      if (operands.getFirst() instanceof Operand.Function(String name)) {
        List<Json> args = new ArrayList<>();
        for (Operand operand : operands.subList(1, operands.size())) {
          args.add(value(operand, dot));
        }
        args.addAll(before);
        return Functions.call(name, args);
      }
      if (operands.size() > 1 || !before.isEmpty()) {
        throw new TemplateException("only functions take arguments");
      }
      return value(operands.getFirst(), dot);
    }

    private Json value(Operand operand, Json dot) {
      return switch (operand) {
        case Operand.Constant(Json value) -> value;
        case Operand.Function(String name) -> Functions.call(name, List.of());
        case Operand.Dot(List<String> fields) -> Values.field(dot, fields);
        case Operand.Variable(String name, List<String> fields) -> {
          Json value = variables.get(name);
          if (value == null) {
            throw new TemplateException("undefined variable $" + name);
          }
          yield Values.field(value, fields);
        }
        case Operand.Group(Pipeline inner, List<String> fields) ->
            Values.field(evaluate(inner, dot), fields);
      };
    }
  }
}
