package dev.varve.build;

import dev.varve.model.VarveException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The build argument {@code SOURCE_DATE_EPOCH}: seconds since 1970 of the newest source. No time of
 * an image that is built with it is later, so that it does not depend on when it is built
 * (reproducible-builds.org, "SOURCE_DATE_EPOCH").
 */
public final class SourceDate {
  public static final String NAME = "SOURCE_DATE_EPOCH";

  private SourceDate() {}

  /**
   * The moment that the build arguments name.
   *
   * @throws VarveException if it is no number of seconds
   */
  public static Optional<Instant> of(Map<String, String> buildArgs) {
    String text = buildArgs.getOrDefault(NAME, "");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      long seconds = Long.parseLong(text);
      if (seconds >= 0 && seconds < 253_402_300_800L) {
        return Optional.of(Instant.ofEpochSecond(seconds));
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new VarveException(
        VarveException.Code.USAGE,
        NAME + " is not a number of seconds since 1970: '" + text + "'",
        "the time of the last commit, for instance");
  }
}
