package dev.varve.linux;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A child process that takes none of the JDK's machinery for processes, whose first one costs a JVM
 * more than a container does.
 *
 * <p>The child is one of the calling thread: with {@code PR_SET_PDEATHSIG} it lives no longer than
 * that. It starts with all signals blocked, an empty environment, and with every descriptor that is
 * not closed on execution: it has to close those above 2 itself. Where there is no {@link
 * GateLibrary} the JDK starts it.
 */
public final class ChildProcess extends Process {
  private static final int SIGNALLED = 128;

  private final long pid;
  private final OutputStream input;
  private final InputStream output;
  private final InputStream error;
  private final CountDownLatch ended = new CountDownLatch(1);
  private boolean reaped;
  private int status;

  private ChildProcess(long pid, ChildStreams streams) {
    this.pid = pid;
    this.input = streams.input();
    this.output = streams.output();
    this.error = streams.error();
  }

  /**
   * Executes {@code file} without arguments.
   *
   * @param redirects what its standard input, output and error are: inherited, a pipe, or a file
   *     that exists, which is neither cut nor appended to
   * @throws IOException what execve(2) and others say; an {@link ErrnoException} unless the JDK
   *     started it
   */
  public static Process start(Path file, List<Redirect> redirects) throws IOException {
    if (!KernelGate.OPEN) {
      return byTheJdk(file, redirects);
    }
    try (ChildStreams streams = ChildStreams.open(redirects)) {
      ChildProcess child = new ChildProcess(spawn(file, streams), streams);
      Thread waiter = new Thread(child::waitForEnd, "child " + child.pid);
      waiter.setDaemon(true);
      waiter.start();
      streams.keepOurs();
      return child;
    }
  }

  private static Process byTheJdk(Path file, List<Redirect> redirects) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(file.toString());
    builder.environment().clear();
    builder.redirectInput(redirects.get(0));
    builder.redirectOutput(redirects.get(1)).redirectError(redirects.get(2));
    return builder.start();
  }

  private static long spawn(Path file, ChildStreams streams) throws ErrnoException {
    byte[] path = FileNames.bytes(file);
    Scratch scratch = Scratch.fresh();
    long address = scratch.string(path);
    int arguments = scratch.reserve(16);
    scratch.putLong(arguments, address);
    scratch.putLong(arguments + 8, 0);
    int files = scratch.reserve(12);
    for (int i = 0; i < 3; i++) {
      scratch.putInt(files + 4 * i, streams.theirs(i));
    }
    int work = scratch.reserve(24);
    scratch.putLong(work, -1);
    scratch.putLong(work + 8, 0);
    scratch.putLong(work + 16, 0);
    long empty = scratch.address(arguments + 8);
    long result =
        SpawnGate.start(
            address,
            scratch.address(arguments),
            empty,
            scratch.address(files),
            scratch.address(work));
    return Fd.check(result, "execve", FileNames.display(path));
  }

  /** On a thread of its own, as the kernel's wait cannot be interrupted. */
  private void waitForEnd() {
    try {
      awaitEnd();
      synchronized (this) {
        // Until this is noted the id is the child's, so no signal meets another process.
        status = reap();
        reaped = true;
      }
    } catch (ErrnoException impossible) {
      throw new IllegalStateException(impossible);
    } finally {
      ended.countDown();
    }
  }

  /** Waits without reaping. */
  private void awaitEnd() throws ErrnoException {
    Scratch scratch = Scratch.fresh();
    long ignored = scratch.address(scratch.reserve(128));
    int what = Numbers.WEXITED | Numbers.WNOWAIT;
    Fd.check(
        Syscall.call(scratch, Numbers.WAITID, Numbers.P_PID, pid, ignored, what, 0),
        "waitid",
        toString());
  }

  private int reap() throws ErrnoException {
    Scratch scratch = Scratch.fresh();
    int word = scratch.reserve(8);
    scratch.putLong(word, 0);
    Fd.check(
        Syscall.call(scratch, Numbers.WAIT4, pid, scratch.address(word), 0, 0),
        "wait4",
        toString());
    int code = scratch.intAt(word);
    int signal = code & 0x7f;
    return signal == 0 ? code >> 8 & 0xff : SIGNALLED + signal;
  }

  @Override
  public OutputStream getOutputStream() {
    return input;
  }

  @Override
  public InputStream getInputStream() {
    return output;
  }

  @Override
  public InputStream getErrorStream() {
    return error;
  }

  @Override
  public long pid() {
    return pid;
  }

  @Override
  public ProcessHandle toHandle() {
    return ProcessHandle.of(pid).orElseThrow();
  }

  @Override
  public int waitFor() throws InterruptedException {
    ended.await();
    return exitValue();
  }

  /** The exit status, or 128 and the signal that ended it. */
  @Override
  public synchronized int exitValue() {
    if (!reaped) {
      throw new IllegalThreadStateException("process " + pid + " has not ended");
    }
    return status;
  }

  @Override
  public void destroy() {
    signal(Processes.SIGTERM);
  }

  @Override
  public Process destroyForcibly() {
    signal(Processes.SIGKILL);
    return this;
  }

  private synchronized void signal(int signal) {
    if (!reaped) {
      // Its id is its own until it is reaped.
      var _ = Syscall.call(Scratch.fresh(), Numbers.KILL, pid, signal);
    }
  }

  @Override
  public String toString() {
    return "process " + pid;
  }
}
