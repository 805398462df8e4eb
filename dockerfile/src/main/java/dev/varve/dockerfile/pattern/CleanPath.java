package dev.varve.dockerfile.pattern;

import java.util.ArrayDeque;
import java.util.Deque;

/** The shortest path that means the same by text alone, as Go's {@code filepath.Clean}. */
public final class CleanPath {
  private CleanPath() {}

  /**
   * Removes double slashes, {@code .}, and {@code name/..}; a {@code ..} above the root vanishes,
   * one above the start of a relative path stays. The empty path becomes {@code .}.
   */
  public static String of(String path) {
    boolean rooted = path.startsWith("/");
    Deque<String> names = new ArrayDeque<>();
    int start = 0;
    while (start <= path.length()) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      add(path.substring(start, end), rooted, names);
      start = end + 1;
    }
    String joined = String.join("/", names);
    if (rooted) {
      return "/" + joined;
    }
    return joined.isEmpty() ? "." : joined;
  }

  private static void add(String name, boolean rooted, Deque<String> names) {
    if (name.isEmpty() || name.equals(".")) {
      return;
    }
    if (!name.equals("..")) {
      names.addLast(name);
    } else if (!names.isEmpty() && !names.getLast().equals("..")) {
      names.removeLast();
    } else if (!rooted) {
      names.addLast(name);
    }
  }
}
