package dev.varve.cli.args;

import java.util.List;

/** Finds what somebody meant who mistyped. */
public final class Suggestion {
  private Suggestion() {}

  /**
   * {@code "; did you mean 'x'?"} for the nearest of {@code candidates}, or nothing when none is
   * near.
   */
  public static String near(String typed, List<String> candidates, String prefix) {
    String best = "";
    int least = typed.length() <= 3 ? 1 : 2;
    for (String candidate : candidates) {
      int distance = distance(typed, candidate);
      if (distance < least || (distance == least && best.isEmpty())) {
        least = distance;
        best = candidate;
      }
    }
    return best.isEmpty() ? "" : "; did you mean '" + prefix + best + "'?";
  }

  /** Insertions, deletions, substitutions and swaps of neighbours between two short words. */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int least = Math.min(d[i - 1][j], d[i][j - 1]) + 1;
        least = Math.min(least, d[i - 1][j - 1] + (same ? 0 : 1));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          least = Math.min(least, d[i - 2][j - 2] + 1);
        }
        d[i][j] = least;
      }
    }
    return d[a.length()][b.length()];
  }
}
