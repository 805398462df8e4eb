package dev.varve.cli.output;

/** Size of a terminal in characters. */
public record TerminalSize(int columns, int rows) {
  /** What to assume of a terminal that does not tell. */
  public static final TerminalSize USUAL = new TerminalSize(80, 24);
}
