package dev.varve.cli.progress;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** The last lines of a step's output. */
final class RecentLines {
  /** So many lines of a failed step are shown again. */
  static final int FOR_FAILURE = 1000;

  private final int most;
  private final Deque<String> lines = new ArrayDeque<>();
  private long dropped;

  RecentLines(int most) {
    this.most = most;
  }

  void add(String line) {
    if (lines.size() == most) {
      lines.removeFirst();
      dropped++;
    }
    lines.addLast(line);
  }

  /** The last {@code count} of them, oldest first. */
  List<String> last(int count) {
    List<String> all = new ArrayList<>(lines);
    return all.subList(Math.max(0, all.size() - count), all.size());
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  /** Oldest first, after a line that says how many are missing. */
  void forEach(Consumer<String> action) {
    if (dropped > 0) {
      action.accept("(" + dropped + " earlier lines are left out)");
    }
    lines.forEach(action);
  }
}
