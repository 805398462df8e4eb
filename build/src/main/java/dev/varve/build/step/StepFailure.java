package dev.varve.build.step;

import dev.varve.archive.ArchiveException;
import dev.varve.build.copy.Selection;
import dev.varve.dockerfile.SourceRange;
import dev.varve.dockerfile.pattern.BadPatternException;
import dev.varve.model.VarveException;
import java.io.IOException;
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

  /** Work on a step. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException, InterruptedException;
  }

  /** Does some work; what the user can mend in it gets the lines of the Dockerfile. */
  static <T> T translated(SourceRange range, Work<T> work)
      throws IOException, InterruptedException {
    try {
      return work.run();
    } catch (Selection.MissingException e) {
      throw new StepFailure(range, String.valueOf(e.getMessage()), e.hint().orElse(null), e);
    } catch (ArchiveException | BadPatternException | IllegalArgumentException e) {
      throw new StepFailure(range, String.valueOf(e.getMessage()), null, e);
    } catch (StepFailure e) {
      throw e;
    } catch (VarveException e) {
      throw e.code() == VarveException.Code.CORRUPT || e.code() == VarveException.Code.ENVIRONMENT
          ? e
          : new StepFailure(range, e.text(), e.hint().orElse(null), e);
    }
  }
}
