package dev.varve.build.plan;

import java.util.ArrayDeque;
import java.util.Deque;

/** Paths as Dockerfiles write them: text with slashes, cleaned without looking at any file. */
public final class AbsolutePaths {
  private AbsolutePaths() {}

  /**
   * {@code path}, relative to {@code dir} unless it is absolute, without {@code .}, {@code ..} and
   * doubled slashes; never above the root and never with a slash at its end.
   */
  public static String resolve(String dir, String path) {
    Deque<String> parts = new ArrayDeque<>();
    String joined = path.startsWith("/") ? path : dir + "/" + path;
    for (String part : joined.split("/", -1)) {
      switch (part) {
        case "", "." -> {}
        case ".." -> parts.pollLast();
        default -> parts.addLast(part);
      }
    }
    return "/" + String.join("/", parts);
  }

  /** As {@link #resolve}, but a slash at the end, or {@code .} as the last part, leaves a slash. */
  public static String resolveKeepingSlash(String dir, String path) {
    String clean = resolve(dir, path);
    boolean directory =
        path.isEmpty() || path.endsWith("/") || path.equals(".") || path.endsWith("/.");
    return directory && !clean.equals("/") ? clean + "/" : clean;
  }
}
