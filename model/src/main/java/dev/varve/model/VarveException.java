package dev.varve.model;

import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failure that is told to the user: what went wrong and to what, and how to mend it.
 *
 * <p>The message is one line without a trailing full stop; it never contains a secret. The hint, if
 * any, is one line that says what to do.
 */
public class VarveException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /** What kind of failure it is; the command line turns it into the exit status. */
  public enum Code {
    /** Wrong flags or arguments. */
    USAGE,
    /** The Dockerfile or {@code .dockerignore} is wrong. */
    DOCKERFILE,
    /** A step failed: a command's exit status, a file that COPY does not find. */
    BUILD_FAILED,
    /** A named image, container, file or stage does not exist. */
    NOT_FOUND,
    /** The request contradicts the present state: a name in use, an image in use. */
    CONFLICT,
    /** The machine does not allow it: disk, permission, missing program, network. */
    ENVIRONMENT,
    /** Something that was stored or received is not what its digest or format says. */
    CORRUPT,
    /** Known and not supported. */
    UNSUPPORTED,
    /** The user or the system asked to stop. */
    INTERRUPTED
  }

  private final Code code;
  private final @Nullable String hint;

  public VarveException(Code code, String message) {
    this(code, message, null, null);
  }

  public VarveException(Code code, String message, @Nullable String hint) {
    this(code, message, hint, null);
  }

  public VarveException(
      Code code, String message, @Nullable String hint, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.hint = hint;
  }

  public final Code code() {
    return code;
  }

  /** How to mend it. */
  public final Optional<String> hint() {
    return Optional.ofNullable(hint);
  }

  /** The message as always set: never null. */
  public final String text() {
    String message = getMessage();
    return message == null ? code.name() : message;
  }
}
