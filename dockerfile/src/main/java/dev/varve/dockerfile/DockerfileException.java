package dev.varve.dockerfile;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Dockerfile or an ignore file says something that cannot be: one line that says what, the lines
 * it stands on, and how to mend it where that is known.
 */
public final class DockerfileException extends RuntimeException {
  private static final int MAX_MESSAGE = 1000;

  private final transient @Nullable SourceRange range;
  private final @Nullable String hint;

  /**
   * An error on some lines, with a hint; the message neither names the file nor ends with a stop.
   */
  public DockerfileException(@Nullable SourceRange range, String message, @Nullable String hint) {
    super(oneLine(message));
    this.range = range;
    this.hint = hint == null ? null : oneLine(hint);
  }

  /** An error on some lines. */
  public DockerfileException(SourceRange range, String message) {
    this(range, message, null);
  }

  /** What is wrong: one line, without place and hint. */
  public String problem() {
    return String.valueOf(getMessage());
  }

  /** The lines it is about. */
  public Optional<SourceRange> range() {
    return Optional.ofNullable(range);
  }

  /** How to mend it: one line. */
  public Optional<String> hint() {
    return Optional.ofNullable(hint);
  }

  /** {@code Dockerfile:3: unknown instruction: RUNN (did you mean RUN?)}, one line. */
  public String summary() {
    String place = range == null ? "" : range + ": ";
    return place + problem() + (hint == null ? "" : " (" + hint + ")");
  }

  /** The excerpt, if there are lines to show, and the {@link #summary()}; no line end. */
  public String render() {
    return (range == null ? "" : range.excerpt()) + summary();
  }

  private static String oneLine(String text) {
    StringBuilder out = new StringBuilder();
    int length = Math.min(text.length(), MAX_MESSAGE);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      boolean control = c < ' ' || (c >= 0x7f && c < 0xa0);
      out.append(control ? ' ' : RawText.isRawByte(c) && loneAt(text, i) ? '\ufffd' : c);
    }
    return length < text.length() ? out.append("...").toString() : out.toString();
  }

  private static boolean loneAt(String text, int i) {
    return i == 0 || !Character.isHighSurrogate(text.charAt(i - 1));
  }
}
