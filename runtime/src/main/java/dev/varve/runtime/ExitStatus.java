package dev.varve.runtime;

/**
 * How a command ended.
 *
 * @param code what a shell would report: the command's own status, 128 + n when signal n ended it,
 *     127 when there is no such command, 126 when it may not be executed
 * @param cause what made it so
 */
public record ExitStatus(int code, Cause cause) {

  /** What made a status so. */
  public sealed interface Cause {

    /** The command ended by itself. */
    record Exited() implements Cause {}

    /**
     * A signal ended it.
     *
     * @param name as {@code SIGTERM}
     */
    record Signalled(String name) implements Cause {}

    /** The kernel killed it, or a process of it, because memory ran out. */
    record OutOfMemory() implements Cause {}

    /**
     * It was never executed.
     *
     * @param message why, in Docker's words: {@code exec: "x": executable file not found in $PATH}
     */
    record NotStarted(String message) implements Cause {}
  }

  /** The command ended by itself with this status. */
  public static ExitStatus exited(int code) {
    return new ExitStatus(code, new Cause.Exited());
  }

  /** The command could not be executed. */
  public static ExitStatus notStarted(int code, String message) {
    return new ExitStatus(code, new Cause.NotStarted(message));
  }

  /** Whether the status is 0. */
  public boolean success() {
    return code == 0;
  }

  /** One phrase for people, as {@code exit code: 1} or {@code exit code: 137 (SIGKILL)}. */
  public String describe() {
    return switch (cause) {
      case Cause.Exited() -> "exit code: " + code;
      case Cause.Signalled(String name) -> "exit code: " + code + " (killed by " + name + ")";
      case Cause.OutOfMemory() -> "exit code: " + code + " (killed: out of memory)";
      case Cause.NotStarted(String message) -> message;
    };
  }
}
