package dev.varve.dockerfile.pattern;

/** A pattern whose syntax is wrong; the message is one line and names the pattern. */
public final class BadPatternException extends RuntimeException {
  private final String problem;

  BadPatternException(String pattern, String problem) {
    super("bad pattern \"" + pattern + "\": " + problem);
    this.problem = problem;
  }

  /** What is wrong, without the pattern. */
  public String problem() {
    return problem;
  }
}
