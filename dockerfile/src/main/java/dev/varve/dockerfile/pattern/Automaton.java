package dev.varve.dockerfile.pattern;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Matches tokens against a whole text by keeping the set of places in the pattern that the text so
 * far may have led to: time is text times pattern at worst, and nothing is shared between calls.
 */
final class Automaton {
  /** One character, the one in {@code argument}. */
  private static final byte LITERAL = 0;

  /** One character of {@link #sets}. */
  private static final byte ONE_OF = 1;

  /** One character that is no slash. */
  private static final byte NO_SLASH = 2;

  /** One character that is no line feed. */
  private static final byte ANY = 3;

  /** No character: at the start of the text only. */
  private static final byte START = 4;

  /** No character: goes on here or three places further, around a directory part. */
  private static final byte FORK = 5;

  private byte[] kinds = new byte[16];
  private int[] argument = new int[16];
  private @Nullable CharClass[] sets = new CharClass[16];
  private boolean[] repeats = new boolean[16];
  private int count;

  Automaton(List<Token> tokens) {
    for (Token token : tokens) {
      switch (token) {
        case Token.Literal literal -> add(LITERAL, literal.c(), null, false);
        case Token.NoSlash one -> add(NO_SLASH, 0, null, one.many());
        case Token.OneOf one -> add(ONE_OF, 0, one.set(), one.many());
        case Token.Anything any -> add(ANY, 0, null, true);
        case Token.Start start -> add(START, 0, null, false);
        case Token.Directories directories -> {
          add(FORK, 0, null, false);
          add(ANY, 0, null, true);
          add(LITERAL, '/', null, false);
        }
      }
    }
  }

  private void add(byte kind, int c, @Nullable CharClass set, boolean repeat) {
    if (count == kinds.length) {
      kinds = Arrays.copyOf(kinds, count * 2);
      argument = Arrays.copyOf(argument, count * 2);
      sets = Arrays.copyOf(sets, count * 2);
      repeats = Arrays.copyOf(repeats, count * 2);
    }
    kinds[count] = kind;
    argument[count] = c;
    sets[count] = set;
    repeats[count] = repeat;
    count++;
  }

  boolean matches(String text) {
    return has(run(text), count);
  }

  /** Whether some text that begins with this one, and is longer, may match. */
  boolean mayMatchBeyond(String text) {
    long[] places = run(text);
    for (int i = 0; i < count; i++) {
      if (has(places, i)) {
        return true;
      }
    }
    return false;
  }

  private long[] run(String text) {
    int words = count / 64 + 1;
    long[] places = new long[words];
    long[] next = new long[words];
    places[0] = 1;
    skip(places, true);
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      Arrays.fill(next, 0);
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
      long[] swap = places;
      places = next;
      next = swap;
    }
    return places;
  }

  private boolean step(int place, int c, long[] next) {
    if (place == count || !accepts(place, c)) {
      return false;
    }
    int target = repeats[place] ? place : place + 1;
    next[target >> 6] |= 1L << target;
    return true;
  }

  private boolean accepts(int place, int c) {
    CharClass set = sets[place];
    return switch (kinds[place]) {
      case LITERAL -> argument[place] == c;
      case ONE_OF -> set != null && set.has(c);
      case NO_SLASH -> c != '/';
      case ANY -> c != '\n';
      default -> false;
    };
  }

  /** Adds the places that can be reached without a character. */
  private void skip(long[] places, boolean atStart) {
    for (int i = 0; i < count; i++) {
      if (!has(places, i)) {
        continue;
      }
      if (kinds[i] == FORK) {
        places[(i + 3) >> 6] |= 1L << (i + 3);
      }
      if (repeats[i] || kinds[i] == FORK || (atStart && kinds[i] == START)) {
        places[(i + 1) >> 6] |= 1L << (i + 1);
      }
    }
  }

  private static boolean has(long[] places, int place) {
    return (places[place >> 6] & (1L << place)) != 0;
  }
}
