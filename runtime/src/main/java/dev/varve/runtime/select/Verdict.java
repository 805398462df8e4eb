package dev.varve.runtime.select;

/**
 * What came of trying an isolation on this machine.
 *
 * @param name {@code crun}, {@code runc} or {@code builtin}
 * @param outcome what came of it
 * @param detail where the program is, or why it cannot be used; one line
 */
public record Verdict(String name, Outcome outcome, String detail) {

  /** What can come of trying. */
  public enum Outcome {
    /** A container ran. */
    WORKS,
    /** A container could not be run. */
    FAILS,
    /** There is no such program. */
    MISSING
  }

  public boolean works() {
    return outcome == Outcome.WORKS;
  }
}
