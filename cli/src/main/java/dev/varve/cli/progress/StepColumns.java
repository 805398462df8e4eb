package dev.varve.cli.progress;

import dev.varve.build.event.StepInfo;
import dev.varve.cli.output.Printable;
import dev.varve.cli.output.TextWidth;
import java.util.List;

/** The columns in which steps are listed: {@code build 2/6 COPY . . 0.02 s 1 file changed}. */
final class StepColumns {
  private static final int STATUS = 12;
  private static final int NOTE = 30;
  private static final int NARROWEST = 12;
  private static final int ROOMY = 80;

  private final int label;
  private final int instruction;

  /** Columns for {@code steps} on a screen of {@code columns}. */
  StepColumns(List<StepInfo> steps, int columns) {
    int widestLabel = 3;
    int widestInstruction = NARROWEST;
    for (StepInfo step : steps) {
      widestLabel = Math.max(widestLabel, TextWidth.of(labelOf(step)));
      widestInstruction =
          Math.max(widestInstruction, TextWidth.of(Printable.line(step.instruction())));
    }
    label = Math.min(widestLabel, 24);
    int room = columns - 1 - label - 2 - 2 - STATUS - (columns >= ROOMY ? NOTE : 0);
    instruction = Math.min(widestInstruction, Math.max(NARROWEST, room));
  }

  private static String labelOf(StepInfo step) {
    return (step.only() ? "" : Printable.line(step.stage()) + " ")
        + step.position()
        + "/"
        + step.total();
  }

  /** The line of a step; {@code status} and {@code note} may be empty. */
  String line(StepInfo step, String status, String note) {
    StringBuilder line = new StringBuilder(" ");
    pad(line, labelOf(step), label + 2);
    if (status.isEmpty() && note.isEmpty()) {
      return line.append(TextWidth.cut(Printable.line(step.instruction()), instruction)).toString();
    }
    pad(line, TextWidth.cut(Printable.line(step.instruction()), instruction), instruction + 2);
    if (note.isEmpty()) {
      return line.append(status).toString();
    }
    pad(line, status, STATUS);
    return line.append(Printable.line(note)).toString();
  }

  /** A remark below a step, where its instruction would stand. */
  String remark(StepInfo step, String text) {
    StringBuilder line = new StringBuilder(" ");
    pad(line, step.only() ? "" : Printable.line(step.stage()), label + 2);
    return line.append(text).toString();
  }

  /** A line of a step's output, below it. */
  String output(String text) {
    return " ".repeat(label + 3) + "│ " + text;
  }

  private static void pad(StringBuilder line, String cell, int width) {
    String shown = TextWidth.cut(cell, width - 1);
    line.append(shown).append(" ".repeat(Math.max(1, width - TextWidth.of(shown))));
  }
}
