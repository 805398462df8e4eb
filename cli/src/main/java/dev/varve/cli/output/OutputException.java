package dev.varve.cli.output;

import java.io.IOException;

/** Standard output could not be written. Ends the command. */
public final class OutputException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String reason;

  OutputException(IOException cause) {
    super("cannot write to standard output", cause);
    String message = cause.getMessage();
    this.reason = message == null ? cause.toString() : message;
  }

  /** Whether the reader went away, as {@code head} does once it has enough: nothing to report. */
  public boolean readerGone() {
    return reason.equals("Broken pipe");
  }

  /** What the system said. */
  public String reason() {
    return reason;
  }
}
