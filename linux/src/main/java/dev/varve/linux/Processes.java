package dev.varve.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Signals, and the process's own file mode mask. */
public final class Processes {
  public static final int SIGHUP = 1;
  public static final int SIGINT = 2;
  public static final int SIGQUIT = 3;
  public static final int SIGKILL = 9;
  public static final int SIGTERM = 15;
  public static final int SIGWINCH = 28;

  private Processes() {}

  /**
   * Sends a signal.
   *
   * @param pid a process; negative for the process group of that number
   * @param signal 1 to 64
   * @return false when there is no such process
   * @throws ErrnoException EPERM when it belongs to somebody else
   */
  public static boolean kill(long pid, int signal) throws ErrnoException {
    if (pid == 0 || pid == -1) {
      throw new IllegalArgumentException("pid " + pid + " stands for many processes");
    }
    long result = Syscall.call(Scratch.fresh(), Numbers.KILL, pid, signal);
    if (result == -Errno.ESRCH) {
      return false;
    }
    Fd.check(result, "kill", Long.toString(pid));
    return true;
  }

  /** Whether a process of that id runs. One that has ended but was not waited for does not. */
  public static boolean isAlive(long pid) {
    if (pid <= 0) {
      return false;
    }
    long result = Syscall.call(Scratch.fresh(), Numbers.KILL, pid, 0);
    if (result == -Errno.ESRCH) {
      return false;
    }
    try {
      byte[] stat = Files.readAllBytes(Path.of("/proc/" + pid + "/stat"));
      String text = new String(stat, StandardCharsets.ISO_8859_1);
      // The command's name stands in parentheses and may hold any character.
      char state = text.charAt(text.lastIndexOf(')') + 2);
      return state != 'Z' && state != 'X';
    } catch (IOException hiddenOrJustEnded) {
      return Syscall.call(Scratch.fresh(), Numbers.KILL, pid, 0) != -Errno.ESRCH;
    }
  }

  /**
   * Sets which permissions new files and directories do not get.
   *
   * @return the mask until now. Threads share it, but for those with a mount namespace of their own
   */
  public static int umask(int mask) {
    return (int) Syscall.call(Scratch.fresh(), Numbers.UMASK, mask);
  }
}
