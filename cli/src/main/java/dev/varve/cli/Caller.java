package dev.varve.cli;

import dev.varve.cli.output.Console;
import java.time.Clock;
import java.util.Map;

/**
 * Who runs a command, and from where.
 *
 * @param environment the caller's variables
 * @param uid the caller's user id outside of the launcher's user namespace; empty when not known
 */
record Caller(Console console, Map<String, String> environment, Clock clock, String uid) {

  boolean root() {
    return uid.isEmpty() ? System.getProperty("user.name", "").equals("root") : uid.equals("0");
  }
}
