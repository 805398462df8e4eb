package dev.varve.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of a machine, below a directory that stands for its root. Paths are absolute inside
 * that root, and so are the targets of symbolic links.
 */
record HostFiles(Path root) {
  private static final int MAX_LINKS = 40;

  /**
   * A file that is there.
   *
   * @param path of the file itself; no component of it is a link
   * @param links every symbolic link on the way, with its target as it is written
   */
  record Found(String path, Map<String, String> links) {}

  /** This machine. */
  static HostFiles machine() {
    return new HostFiles(Path.of("/"));
  }

  /** Follows every link of {@code path}; empty when it does not lead to a regular file. */
  Optional<Found> file(String path) throws IOException {
    Optional<Found> found = follow(path);
    return found.filter(each -> Files.isRegularFile(real(each.path()), LinkOption.NOFOLLOW_LINKS));
  }

  /** The directory that {@code path} leads to, free of links; it need not be there. */
  String directory(String path) throws IOException {
    return follow(path).map(Found::path).orElse(path);
  }

  /** The file at a path that has no links in it. */
  Path real(String path) {
    return root.resolve(path.substring(1));
  }

  private Optional<Found> follow(String path) throws IOException {
    Deque<String> left = new ArrayDeque<>(List.of(path.split("/")));
    Map<String, String> links = new LinkedHashMap<>();
    int followed = 0;
    String current = "";
    while (!left.isEmpty()) {
      String name = left.pop();
      if (name.isEmpty() || name.equals(".")) {
        continue;
      }
      if (name.equals("..")) {
        current = current.substring(0, Math.max(0, current.lastIndexOf('/')));
        continue;
      }
      String next = current + "/" + name;
      Path file = real(next);
      if (!Files.isSymbolicLink(file)) {
        current = next;
        continue;
      }
      if (++followed > MAX_LINKS) {
        return Optional.empty();
      }
      String target = Files.readSymbolicLink(file).toString();
      links.put(next, target);
      if (target.startsWith("/")) {
        current = "";
      }
      List<String> names = List.of(target.split("/"));
      names.reversed().forEach(left::push);
    }
    return Optional.of(new Found(current.isEmpty() ? "/" : current, links));
  }
}
