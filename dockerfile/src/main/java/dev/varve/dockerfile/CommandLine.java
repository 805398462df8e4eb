package dev.varve.dockerfile;

import java.util.List;

/** What RUN, CMD, ENTRYPOINT and HEALTHCHECK run. */
public sealed interface CommandLine {
  /** A text for the shell that SHELL names; empty when the instruction has no argument. */
  record Shell(String text) implements CommandLine {}

  /** A program and its arguments, run without a shell; may be empty. */
  record Exec(List<String> args) implements CommandLine {
    /** Copies the arguments. */
    public Exec {
      args = List.copyOf(args);
    }
  }
}
