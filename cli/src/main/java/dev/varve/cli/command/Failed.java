package dev.varve.cli.command;

import dev.varve.cli.output.Console;
import dev.varve.cli.output.Printable;
import dev.varve.model.VarveException;

/** Failures of a command that goes on to its next operand, as Docker's do. */
final class Failed {
  private final Console console;
  private int count;

  Failed(Console console) {
    this.console = console;
  }

  void add(VarveException failure) {
    count++;
    console.flush();
    console.note("varve: " + Printable.lines(failure.text()));
    failure.hint().ifPresent(hint -> console.note("  hint: " + Printable.lines(hint)));
  }

  /** 1 when there was one, else 0. */
  int status() {
    return count == 0 ? 0 : 1;
  }
}
