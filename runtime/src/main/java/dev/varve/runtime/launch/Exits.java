package dev.varve.runtime.launch;

import dev.varve.linux.Errno;
import dev.varve.runtime.ExitStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Turns ends of processes into statuses for people. */
public final class Exits {

  private static final int SIGKILL = 9;

  private static final String[] SIGNALS = {
    "SIGHUP",
    "SIGINT",
    "SIGQUIT",
    "SIGILL",
    "SIGTRAP",
    "SIGABRT",
    "SIGBUS",
    "SIGFPE",
    "SIGKILL",
    "SIGUSR1",
    "SIGSEGV",
    "SIGUSR2",
    "SIGPIPE",
    "SIGALRM",
    "SIGTERM",
    "SIGSTKFLT",
    "SIGCHLD",
    "SIGCONT",
    "SIGSTOP",
    "SIGTSTP",
    "SIGTTIN",
    "SIGTTOU",
    "SIGURG",
    "SIGXCPU",
    "SIGXFSZ",
    "SIGVTALRM",
    "SIGPROF",
    "SIGWINCH",
    "SIGIO",
    "SIGPWR",
    "SIGSYS"
  };

  private final long killsBefore;

  private Exits(long killsBefore) {
    this.killsBefore = killsBefore;
  }

  /** Begins to watch for processes that the kernel kills for want of memory. */
  public static Exits watch() {
    return new Exits(memoryKills());
  }

  /** The status of a command that ended so. */
  public ExitStatus status(WaitStatus end) {
    int code = end.code();
    if (code == 128 + SIGKILL && memoryKills() > killsBefore) {
      return new ExitStatus(code, new ExitStatus.Cause.OutOfMemory());
    }
    if (end.signal() != 0) {
      return signalled(code, end.signal());
    }
    return ExitStatus.exited(code);
  }

  /** The status of a command of which an OCI runtime told only a code as a shell would. */
  public ExitStatus statusOfShellCode(int code) {
    boolean signal = code > 128 && code <= 128 + SIGNALS.length;
    return status(new WaitStatus(signal ? code - 128 : code << 8));
  }

  /** What execve(2) said, in the words of a container's own error. */
  public static String executionError(String command, int errno) {
    String text =
        switch (errno) {
          case Errno.ENOENT -> "no such file or directory";
          case Errno.EACCES, Errno.EPERM -> "permission denied";
          case 8 -> "exec format error";
          case 7 -> "argument list too long";
          default -> Errno.text(errno);
        };
    return "exec " + command + ": " + text;
  }

  private static ExitStatus signalled(int code, int signal) {
    String name = signal <= SIGNALS.length ? SIGNALS[signal - 1] : "signal " + signal;
    return new ExitStatus(code, new ExitStatus.Cause.Signalled(name));
  }

  /** How many processes the kernel has killed since it started; -1 where it does not tell. */
  private static long memoryKills() {
    try {
      String text = Files.readString(Path.of("/proc/vmstat"), StandardCharsets.US_ASCII);
      int at = text.indexOf("\noom_kill ");
      if (at < 0) {
        return -1;
      }
      int start = at + "\noom_kill ".length();
      return Long.parseLong(text.substring(start, text.indexOf('\n', start)));
    } catch (IOException | NumberFormatException e) {
      return -1;
    }
  }
}
