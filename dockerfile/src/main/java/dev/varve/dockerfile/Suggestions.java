package dev.varve.dockerfile;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds what a misspelt word was meant to be. */
public final class Suggestions {
  private static final int MAX_WORD = 40;
  private static final int MAX_DISTANCE = 2;

  private Suggestions() {}

  /**
   * The option nearest to the word, at most two edits away (a swap of neighbours is one), one for
   * words of up to three letters. Case does not matter; the option itself is returned. Words longer
   * than 40 characters get no suggestion.
   */
  public static Optional<String> nearest(String word, Iterable<String> options) {
    if (word.length() > MAX_WORD) {
      return Optional.empty();
    }
    String wanted = word.toLowerCase(Locale.ROOT);
    int best = wanted.length() <= 3 ? 2 : MAX_DISTANCE + 1;
    Optional<String> nearest = Optional.empty();
    for (String option : options) {
      String candidate = option.toLowerCase(Locale.ROOT);
      if (Math.abs(candidate.length() - wanted.length()) < best) {
        int distance = distance(wanted, candidate);
        if (distance < best) {
          best = distance;
          nearest = Optional.of(option);
        }
      }
    }
    return nearest;
  }

  /** {@code did you mean X?} or, when nothing is near, the other hint. */
  static @Nullable String hint(String word, List<String> options, @Nullable String otherwise) {
    Optional<String> nearest = nearest(word, options);
    return nearest.isPresent() ? "did you mean " + nearest.get() + "?" : otherwise;
  }

  /** Edits between two words: insert, delete, change, swap of neighbours. */
  private static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      beforeLast = last;
      last = row;
    }
    return last[b.length()];
  }
}
