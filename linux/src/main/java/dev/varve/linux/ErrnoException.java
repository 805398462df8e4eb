package dev.varve.linux;

import java.io.IOException;

/**
 * A system call that the kernel refused. The message names the call, its subject and the reason.
 */
public final class ErrnoException extends IOException {
  private final int errno;
  private final String call;

  /** A failure of {@code call} that has no file to name. */
  public ErrnoException(String call, int errno) {
    this(call, errno, "");
  }

  /**
   * A failure of {@code call} on {@code subject} (a path fit for display, or empty).
   *
   * @param errno one of {@link Errno}
   */
  public ErrnoException(String call, int errno, String subject) {
    super(message(call, errno, subject));
    this.call = call;
    this.errno = errno;
  }

  /** As {@link #ErrnoException(String, int, String)}, with what the kernel had to say besides. */
  ErrnoException(String call, int errno, String subject, String detail) {
    super(message(call, errno, subject) + (detail.isEmpty() ? "" : ": " + detail));
    this.call = call;
    this.errno = errno;
  }

  private static String message(String call, int errno, String subject) {
    String what = subject.isEmpty() ? call : call + " '" + subject + "'";
    return what + ": " + Errno.text(errno) + " (" + Errno.name(errno) + ")";
  }

  /** The error number, see {@link Errno}. */
  public int errno() {
    return errno;
  }

  /** The name of the system call that failed. */
  public String call() {
    return call;
  }

  /** Whether the kernel gave this reason. */
  public boolean is(int errno) {
    return this.errno == errno;
  }
}
