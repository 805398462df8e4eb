package dev.varve.build.context;

import dev.varve.archive.EntryPath;
import dev.varve.dockerfile.pattern.IgnorePatterns;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What can be said about a path that is not in the context.
 *
 * @param ignoredBy the rule of the ignore file that hides it, when it exists on disk
 * @param similar entries near it whose names are like its own, the likeliest first
 */
public record MissingSource(Optional<IgnorePatterns.Rule> ignoredBy, List<EntryPath> similar) {
  private static final int MOST = 3;

  public MissingSource {
    similar = List.copyOf(similar);
  }

  static MissingSource of(
      ContextTree tree, EntryPath path, Optional<IgnorePatterns.Rule> ignoredBy) {
    return new MissingSource(ignoredBy, similar(tree, path));
  }

  private static List<EntryPath> similar(ContextTree tree, EntryPath path) {
    EntryPath parent = path.parent();
    Optional<ContextEntry> directory = tree.find(parent);
    while (directory.isEmpty() || !directory.get().isDirectory()) {
      path = parent;
      parent = path.parent();
      directory = tree.find(parent);
    }
    record Candidate(EntryPath path, int distance) {}
    String wanted = path.nameText();
    int limit = Math.max(1, wanted.length() / 3);
    List<Candidate> candidates = new ArrayList<>();
    for (ContextEntry child : directory.get().children()) {
      int distance = distance(wanted, child.path().nameText(), limit);
      if (distance <= limit) {
        candidates.add(new Candidate(child.path(), distance));
      }
    }
    candidates.sort(Comparator.comparingInt(Candidate::distance));
    return candidates.stream().limit(MOST).map(Candidate::path).toList();
  }

  /** How many characters to insert, delete or replace, upper and lower case being the same. */
  static int distance(String a, String b, int limit) {
    if (Math.abs(a.length() - b.length()) > limit) {
      return limit + 1;
    }
    int[] previous = new int[b.length() + 1];
    int[] current = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        char x = Character.toLowerCase(a.charAt(i - 1));
        char y = Character.toLowerCase(b.charAt(j - 1));
        int replaced = previous[j - 1] + (x == y ? 0 : 1);
        current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
      }
      int[] swap = previous;
      previous = current;
      current = swap;
    }
    return previous[b.length()];
  }
}
