package dev.varve.build.plan;

import dev.varve.build.event.StepInfo;
import dev.varve.dockerfile.RunBody;
import dev.varve.dockerfile.RunNetwork;
import dev.varve.dockerfile.SourceRange;
import java.util.List;
import java.util.Optional;

/** A step that makes a layer. */
public sealed interface PlannedStep {
  /** How it is shown. */
  StepInfo info();

  /** Its lines, for errors. */
  SourceRange range();

  StepEnvironment environment();

  /**
   * RUN.
   *
   * @param args the command with its shell
   * @param script a file that is mounted for the command
   */
  record RunStep(
      StepInfo info,
      SourceRange range,
      StepEnvironment environment,
      List<String> args,
      Optional<RunBody.Script> script,
      RunNetwork network)
      implements PlannedStep {
    public RunStep {
      args = List.copyOf(args);
    }
  }

  /**
   * COPY or ADD.
   *
   * @param sources paths or patterns in {@code from}, as written
   * @param inline here-documents, which become files
   * @param destination absolute; ends in a slash if it was written so
   * @param excludes patterns as in an ignore file
   * @param unpack whether archives among the sources are unpacked
   */
  record CopyStep(
      StepInfo info,
      SourceRange range,
      StepEnvironment environment,
      Origin from,
      List<String> sources,
      List<Inline> inline,
      String destination,
      Ownership ownership,
      boolean parents,
      List<String> excludes,
      boolean unpack)
      implements PlannedStep {
    public CopyStep {
      sources = List.copyOf(sources);
      inline = List.copyOf(inline);
      excludes = List.copyOf(excludes);
    }
  }

  /** What {@code --chown} and {@code --chmod} ask for. */
  record Ownership(Optional<String> chown, Optional<String> chmod) {}

  /**
   * A file given in the Dockerfile.
   *
   * @param path its name, a relative path
   */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  record Inline(String path, byte[] content) {}

  /** Where COPY and ADD read. */
  sealed interface Origin {
    /** The build context. */
    record Context() implements Origin {}

    record Stage(PlannedStage stage) implements Origin {}

    record Image(BaseImages.BaseImage image) implements Origin {}
  }
}
