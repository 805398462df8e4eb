package dev.varve.cli;

import dev.varve.cli.output.Console;
import dev.varve.cli.output.OutputException;
import dev.varve.cli.output.Printable;
import dev.varve.model.VarveException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What the user reads when a command fails, and the exit status that goes with it. */
final class Failures {
  static final int FAILED = 1;
  static final int WRONG_USE = 2;
  static final int ENVIRONMENT = 3;
  static final int INTERRUPTED = 130;
  private static final int READER_GONE = 141;

  private final Console console;
  private final boolean debug;

  Failures(Console console, boolean debug) {
    this.console = console;
    this.debug = debug;
  }

  /** A failure that was foreseen. */
  int expected(VarveException failure) {
    flush();
    tell(failure.text(), failure.hint().orElse(""));
    trace(failure);
    return status(failure.code());
  }

  /** What a command prints cannot be written. */
  int output(OutputException failure) {
    if (failure.readerGone()) {
      return READER_GONE;
    }
    tell("cannot write to standard output: " + failure.reason(), "");
    trace(failure);
    return ENVIRONMENT;
  }

  private static int status(VarveException.Code code) {
    return switch (code) {
      case USAGE, DOCKERFILE, UNSUPPORTED -> WRONG_USE;
      case BUILD_FAILED, NOT_FOUND, CONFLICT -> FAILED;
      case ENVIRONMENT, CORRUPT -> ENVIRONMENT;
      case INTERRUPTED -> INTERRUPTED;
    };
  }

  /** The machine failed: disk, permission, network. */
  int io(IOException failure) {
    flush();
    String message = failure.getMessage();
    String what = message == null ? failure.getClass().getSimpleName() : message;
    if (failure instanceof FileSystemException e && e.getReason() == null) {
      what =
          switch (e) {
            case NoSuchFileException gone -> gone.getFile() + ": no such file or directory";
            case AccessDeniedException denied -> denied.getFile() + ": permission denied";
            default -> e.getClass().getSimpleName() + ": " + message;
          };
    }
    tell(what, "");
    trace(failure);
    return ENVIRONMENT;
  }

  int interrupted() {
    flush();
    tell("interrupted", "");
    return INTERRUPTED;
  }

  /** A defect of Varve's own. */
  int unexpected(Throwable failure) {
    flush();
    if (failure instanceof OutOfMemoryError) {
      tell("out of memory: " + failure.getMessage(), "give it more with VARVE_JAVA_OPTS=-Xmx4g");
      return ENVIRONMENT;
    }
    tell(
        "internal error: " + failure,
        "this is a defect of Varve; please report it with the output of the same command with --debug");
    trace(failure);
    return ENVIRONMENT;
  }

  private void tell(String what, String hint) {
    console.note("varve: " + Printable.lines(what));
    if (!hint.isEmpty()) {
      console.note("  hint: " + Printable.lines(hint));
    }
  }

  private void trace(Throwable failure) {
    if (debug) {
      StringWriter text = new StringWriter();
      failure.printStackTrace(new PrintWriter(text));
      console.noteRaw(text.toString());
    }
  }

  /** What was printed before the failure comes before its message. */
  private void flush() {
    try {
      console.flush();
    } catch (OutputException e) {
      // The failure at hand is the one to tell.
    }
  }
}
