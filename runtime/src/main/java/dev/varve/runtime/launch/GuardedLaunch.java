package dev.varve.runtime.launch;

import dev.varve.linux.ChildProcess;
import dev.varve.linux.Errno;
import dev.varve.linux.ErrnoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A launch whose processes cannot outlive this one. Two processes come before the inside:
 *
 * <ul>
 *   <li>the <b>guard</b>, a child of the calling thread. The kernel kills it when that thread ends,
 *       also when this whole process is killed.
 *   <li>the <b>first process of a new pid namespace</b>, where the inside begins. The kernel kills
 *       it when the guard ends, and with it everything in the namespace and in namespaces below.
 * </ul>
 *
 * <p>Both check that their parent still lived after they asked for that, so there is no moment at
 * which a kill leaves something behind. The calling thread must live until the launch has ended.
 */
public final class GuardedLaunch {

  /** The report file is what the guard opens first. */
  static final int REPORT_FD = 3;

  private static final int PIPE_READ_FD = 4;
  private static final int PIPE_WRITE_FD = 5;

  private static final long MOST_BUSY_NANOS = 2_000_000_000;
  private static final long BUSY_WAIT_NANOS = 500_000;

  /**
   * Held from the first byte of a launcher until it is executed: a process that is started inherits
   * the files that are open for writing, and one that is still open so cannot be executed.
   */
  private static final ReentrantLock STARTING = new ReentrantLock();

  private final SyscallProgram program;
  private final SyscallProgram.Label guard = new SyscallProgram.Label();
  private final Path file;
  private final Path report;

  /**
   * Begins a program; what is added to {@link #inside()} is carried out in the new pid namespace.
   *
   * @param directory an empty directory of this launch's own, on a file system that allows
   *     execution
   * @param namespaces more {@code CLONE_NEW…} flags for the inside, besides the pid namespace
   * @param ownSession whether to leave the terminal's session, so that its keys send no signals
   */
  public GuardedLaunch(
      Architecture architecture, Path directory, long namespaces, boolean ownSession) {
    this.program = new SyscallProgram(architecture);
    this.file = directory.resolve("launcher");
    this.report = directory.resolve("report");
    guardBeginning(ownSession);
    program.branch(
        guard,
        "make a pid namespace",
        Call.CLONE,
        namespaces | Linux.CLONE_NEWPID | Linux.SIGCHLD,
        0,
        0,
        0,
        0);
    insideBeginning();
  }

  /** The program, to add what the inside does. It must end with execve(2) or exit_group(2). */
  public SyscallProgram inside() {
    return program;
  }

  /** Adds: wait for a child and report its status as the command's, then end. */
  public void reportCommand(String what) {
    waitAndReport(Report.COMMAND_STATUS, what);
  }

  /**
   * Starts the launch.
   *
   * @throws IOException the launcher cannot be written or executed
   */
  public GuardedProcess start(
      ProcessBuilder.Redirect in, ProcessBuilder.Redirect out, ProcessBuilder.Redirect err)
      throws IOException {
    program.place(guard);
    waitAndReport(Report.INNER_STATUS, "wait for the container");
    Process process;
    STARTING.lock();
    try {
      write();
      process = spawn(List.of(in, out, err));
    } finally {
      STARTING.unlock();
    }
    return new GuardedProcess(process, program, report);
  }

  private void guardBeginning(boolean ownSession) {
    program.attempt(Call.CLOSE_RANGE, REPORT_FD, 0xffffffffL, 0);
    program.expect(
        REPORT_FD,
        "open the report file",
        Call.OPENAT,
        Linux.AT_FDCWD,
        program.string(report.toString()),
        Linux.O_WRONLY | Linux.O_APPEND | Linux.O_CLOEXEC);
    dieWithParent();
    program.expect(ProcessHandle.current().pid(), "find the parent process alive", Call.GETPPID);
    if (ownSession) {
      program.attempt(Call.SETSID);
    }
    maskSignals(-1L);
    program.must("make a pipe", Call.PIPE2, program.ints(0, 0), Linux.O_CLOEXEC);
  }

  private void insideBeginning() {
    program.must("close the pipe", Call.CLOSE, PIPE_WRITE_FD);
    dieWithParent();
    // The write end is open in the guard alone: once the guard is gone the pipe has hung up.
    long pollIn = 1L << 32 | PIPE_READ_FD;
    program.expect(
        0, "find the guard alive", Call.PPOLL, program.longs(pollIn), 1, program.longs(0, 0), 0, 8);
    program.must("close the pipe", Call.CLOSE, PIPE_READ_FD);
  }

  private void dieWithParent() {
    program.must("ask to die with the parent", Call.PRCTL, Linux.PR_SET_PDEATHSIG, Linux.SIGKILL);
  }

  private void maskSignals(long mask) {
    program.must(
        "set the signal mask", Call.RT_SIGPROCMASK, Linux.SIG_SETMASK, program.longs(mask), 0, 8);
  }

  private void waitAndReport(long kind, String what) {
    long address = program.longs(kind, 0);
    program.must(what, Call.WAIT4, -1, address + 8, 0, 0);
    program.expect(
        Report.RECORD_SIZE, "report", Call.WRITE, REPORT_FD, address, Report.RECORD_SIZE);
    program.must("end", Call.EXIT_GROUP, 0);
  }

  private void write() throws IOException {
    Files.write(report, new byte[0], StandardOpenOption.CREATE_NEW);
    LauncherFile.write(program, file);
  }

  /**
   * A process that somebody else in this JVM starts at this moment may for an instant still hold
   * the launcher open for writing, in which case the kernel refuses to execute it (ETXTBSY).
   */
  private Process spawn(List<ProcessBuilder.Redirect> streams) throws IOException {
    long end = System.nanoTime() + MOST_BUSY_NANOS;
    while (true) {
      try {
        return ChildProcess.start(file, streams);
      } catch (IOException e) {
        if (!isBusy(e) || System.nanoTime() - end > 0) {
          throw e;
        }
        LockSupport.parkNanos(BUSY_WAIT_NANOS);
      }
    }
  }

  /** Where the JDK started it the number is in the message only, written in one of two ways. */
  static boolean isBusy(IOException e) {
    if (e instanceof ErrnoException call) {
      return call.errno() == Errno.ETXTBSY;
    }
    String message = String.valueOf(e.getMessage());
    return message.contains("error=26,") || message.contains("error: 26 ");
  }
}
