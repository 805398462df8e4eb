package dev.varve.dockerfile.pattern;

import java.util.ArrayList;
import java.util.List;

/**
 * Matches tokens against a whole text by keeping the set of places in the pattern that the text so
 * far may have led to: time is text times pattern at worst, and nothing is shared between calls.
 */
final class Automaton {
  /** Choice between the next place and the one three further: around an optional directory part. */
  private record Fork() {}

  private final Object[] steps;
  private final int words;

  Automaton(List<Token> tokens) {
    List<Object> list = new ArrayList<>();
    for (Token token : tokens) {
      switch (token) {
        case Token.Directories directories -> {
          list.add(new Fork());
          list.add(new Token.Anything());
          list.add(new Token.Literal('/'));
        }
        case Token.Literal literal -> list.add(literal);
        case Token.NoSlash noSlash -> list.add(noSlash);
        case Token.OneOf oneOf -> list.add(oneOf);
        case Token.Anything anything -> list.add(anything);
        case Token.Start start -> list.add(start);
      }
    }
    steps = list.toArray();
    words = steps.length / 64 + 1;
  }

  boolean matches(String text) {
    long[] places = run(text);
    return has(places, steps.length);
  }

  /** Whether some text that begins with this one, and is longer, may match. */
  boolean mayMatchBeyond(String text) {
    long[] places = run(text);
    for (int i = 0; i < steps.length; i++) {
      if (has(places, i)) {
        return true;
      }
    }
    return false;
  }

  private long[] run(String text) {
    long[] places = new long[words];
    places[0] = 1;
    skip(places, true);
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      long[] next = new long[words];
      boolean any = false;
      for (int word = 0; word < words; word++) {
        for (long bits = places[word]; bits != 0; bits &= bits - 1) {
          any |= step((word << 6) + Long.numberOfTrailingZeros(bits), c, next);
        }
      }
      if (!any) {
        return next;
      }
      skip(next, false);
      places = next;
    }
    return places;
  }

  private boolean step(int place, int c, long[] next) {
    if (place == steps.length) {
      return false;
    }
    int target =
        switch (steps[place]) {
          case Token.Literal literal -> literal.c() == c ? place + 1 : -1;
          case Token.NoSlash one -> c == '/' ? -1 : one.many() ? place : place + 1;
          case Token.OneOf one -> !one.set().has(c) ? -1 : one.many() ? place : place + 1;
          case Token.Anything any -> c == '\n' ? -1 : place;
          default -> -1;
        };
    if (target >= 0) {
      next[target >> 6] |= 1L << target;
    }
    return target >= 0;
  }

  /** Adds the places that can be reached without a character. */
  private void skip(long[] places, boolean atStart) {
    for (int i = 0; i < steps.length; i++) {
      if (!has(places, i)) {
        continue;
      }
      boolean skippable =
          switch (steps[i]) {
            case Token.NoSlash one -> one.many();
            case Token.OneOf one -> one.many();
            case Token.Anything any -> true;
            case Token.Start start -> atStart;
            case Fork fork -> {
              places[(i + 3) >> 6] |= 1L << (i + 3);
              yield true;
            }
            default -> false;
          };
      if (skippable) {
        places[(i + 1) >> 6] |= 1L << (i + 1);
      }
    }
  }

  private static boolean has(long[] places, int place) {
    return (places[place >> 6] & (1L << place)) != 0;
  }
}
