package dev.varve.dockerfile.words;

/**
 * A word that cannot be expanded: bad syntax, a variable that must be set and is not, or a result
 * that is too large. The message is one line and names the word.
 */
public final class ExpansionException extends RuntimeException {
  /** Says what is wrong. */
  public ExpansionException(String message) {
    super(message);
  }
}
