package dev.varve.cli.command;

/** The signals that {@code run} passes on to the command of its container; named as without SIG. */
enum PassedSignal {
  HUP(1, true),
  INT(2, true),
  USR1(10, false),
  USR2(12, false),
  TERM(15, true),
  CONT(18, false),
  WINCH(28, false);

  private final int number;
  private final boolean ends;

  PassedSignal(int number, boolean ends) {
    this.number = number;
    this.ends = ends;
  }

  /** As the kernel counts it. */
  int number() {
    return number;
  }

  /** Whether it asks the command to end. */
  boolean ends() {
    return ends;
  }
}
