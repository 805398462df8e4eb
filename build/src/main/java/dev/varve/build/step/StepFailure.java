package dev.varve.build.step;

import dev.varve.dockerfile.SourceRange;
import dev.varve.model.VarveException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A step of a Dockerfile that cannot be done, with the lines it stands on. */
public final class StepFailure extends VarveException {
  @Serial private static final long serialVersionUID = 1;
  private final transient SourceRange range;

  public StepFailure(
      SourceRange range, String message, @Nullable String hint, @Nullable Throwable cause) {
    super(Code.BUILD_FAILED, range + ": " + message, hint, cause);
    this.range = range;
  }

  /** The lines, for an excerpt. */
  public SourceRange range() {
    return range;
  }
}
