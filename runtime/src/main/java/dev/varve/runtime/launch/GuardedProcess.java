package dev.varve.runtime.launch;

import dev.varve.linux.Processes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A launch that has been started. The thread that started it must wait for it. */
public final class GuardedProcess {

  private final Process guard;
  private final SyscallProgram program;
  private final Path report;

  GuardedProcess(Process guard, SyscallProgram program, Path report) {
    this.guard = guard;
    this.program = program;
    this.report = report;
  }

  /** How a launch ended. */
  public sealed interface End {

    /**
     * The command ran.
     *
     * @param status how it ended
     */
    record Ran(WaitStatus status) implements End {}

    /**
     * The command was never executed: this call failed.
     *
     * @param what what the call was to do
     * @param errno why it failed
     */
    record Failed(String what, int errno) implements End {}
  }

  /** The command's standard input, if it is a pipe. */
  public OutputStream input() {
    return guard.getOutputStream();
  }

  /** The command's standard output, if it is a pipe. */
  public InputStream output() {
    return guard.getInputStream();
  }

  /** The command's standard error, if it is a pipe. */
  public InputStream error() {
    return guard.getErrorStream();
  }

  /**
   * Waits until nothing of the launch is left.
   *
   * @throws InterruptedException the thread was interrupted; everything has been killed
   */
  public End await() throws IOException, InterruptedException {
    try {
      guard.waitFor();
    } catch (InterruptedException e) {
      kill();
      awaitDeath();
      throw e;
    }
    Report found = new Report(program, Files.readAllBytes(report));
    Optional<Report.Failure> failure = found.failure();
    if (failure.isPresent()) {
      return new End.Failed(failure.get().what(), failure.get().errno());
    }
    Optional<WaitStatus> command = found.status(Report.COMMAND_STATUS);
    Optional<WaitStatus> status = command.isPresent() ? command : found.status(Report.INNER_STATUS);
    return new End.Ran(
        status.orElseThrow(
            () -> new IOException("the guard of the container ended with " + guard.exitValue())));
  }

  /** Kills everything, at once. Waits for nothing. May be called from any thread. */
  public void kill() {
    Optional<ProcessHandle> first = first();
    // With the namespace's first process gone the kernel kills the rest and then lets the guard
    // know; were the guard killed first, nobody could wait for the rest.
    if (first.isEmpty() || !first.get().destroyForcibly()) {
      guard.destroyForcibly();
    }
  }

  /** The first process of the new pid namespace, once there is one. */
  public Optional<ProcessHandle> first() {
    return ProcessHandle.of(guard.pid()).flatMap(handle -> handle.children().findFirst());
  }

  /** Sends a signal to the first process of the pid namespace; false when there is none. */
  public boolean signalFirst(int signal) throws IOException {
    Optional<ProcessHandle> process = first();
    return process.isPresent() && Processes.kill(process.get().pid(), signal);
  }

  /** Sends a signal to the command that the first process waits for; false when there is none. */
  public boolean signalCommand(int signal) throws IOException {
    Optional<ProcessHandle> command = first().flatMap(process -> process.children().findFirst());
    return command.isPresent() && Processes.kill(command.get().pid(), signal);
  }

  private void awaitDeath() {
    boolean done = false;
    while (!done) {
      try {
        guard.waitFor();
        done = true;
      } catch (InterruptedException e) {
        kill();
      }
    }
  }
}
