package dev.varve.dockerfile.pattern;

/** A part of a pattern that is not plain text. */
sealed interface Token {
  /** A character. */
  record Literal(int c) implements Token {}

  /** One character that is no slash, or any number of them. */
  record NoSlash(boolean many) implements Token {}

  /** One character of a class, or any number of them. */
  record OneOf(CharClass set, boolean many) implements Token {}

  /** Nothing, or anything without a line feed and then a slash. */
  record Directories() implements Token {}

  /** Anything without a line feed. */
  record Anything() implements Token {}

  /** The start of the path. */
  record Start() implements Token {}
}
