package dev.varve.dockerfile.pattern;

import java.util.List;

/** A set of characters. */
record CharClass(boolean negated, List<Range> ranges) {
  /** Both ends included. */
  record Range(int low, int high) {}

  CharClass {
    ranges = List.copyOf(ranges);
  }

  boolean has(int c) {
    for (Range range : ranges) {
      if (range.low <= c && c <= range.high) {
        return !negated;
      }
    }
    return negated;
  }
}
