package dev.varve.testkit.layers;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is in a directory, down to owners, modes, times and attributes, read with nothing but the
 * JDK. Names are shown byte for byte. Links are not followed, pipes and devices not opened.
 *
 * <p>The directory itself is not part of it.
 */
public final class Listing {
  private final SortedMap<String, FileFacts> files;

  private Listing(SortedMap<String, FileFacts> files) {
    this.files = files;
  }

  public static Listing of(Path directory) throws IOException {
    SortedMap<String, FileFacts> files = new TreeMap<>();
    walk(directory, "", files);
    return new Listing(files);
  }

  private static void walk(Path directory, String prefix, SortedMap<String, FileFacts> files)
      throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path each : entries) {
        String path = prefix + RawNames.ofLast(each);
        files.put(path, FileFacts.of(each));
        if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
          walk(each, path + "/", files);
        }
      }
    }
  }

  /**
   * The trees of a stack as overlay shows them, bottom first. That the root of one is opaque means
   * nothing to overlay.
   */
  public static Listing ofStack(List<Path> trees) throws IOException {
    Listing shown = new Listing(new TreeMap<>());
    for (Path tree : trees) {
      shown = of(tree).over(shown);
    }
    return shown;
  }

  private Listing over(Listing lower) {
    SortedMap<String, FileFacts> shown = new TreeMap<>(lower.files);
    files.forEach(
        (path, facts) -> {
          FileFacts below = shown.get(path);
          if (facts.type() != 'd' || facts.opaque() || (below != null && below.type() != 'd')) {
            shown.keySet().removeIf(each -> each.equals(path) || each.startsWith(path + "/"));
          }
          if (facts.type() != 'w') {
            shown.put(path, facts);
          }
        });
    return new Listing(shown);
  }

  public boolean has(String path) {
    return files.containsKey(path);
  }

  /**
   * Without the times of directories that are later than {@code time} here: nobody described them.
   */
  public List<String> undescribed(Instant time) {
    List<String> paths = new ArrayList<>();
    files.forEach(
        (path, facts) -> {
          if (facts.type() == 'd' && facts.mtime().isAfter(time)) {
            paths.add(path);
          }
        });
    return paths;
  }

  /** With the usual time in place of that of the given paths. */
  public Listing withUsualTimes(List<String> paths) {
    SortedMap<String, FileFacts> changed = new TreeMap<>(files);
    for (String path : paths) {
      changed.computeIfPresent(
          path, (_, facts) -> facts.withMtime(Instant.ofEpochSecond(TarBytes.TIME)));
    }
    return new Listing(changed);
  }

  /**
   * One line for each file, sorted by path: type, mode, path, content, link target or device
   * numbers, and what differs from owner 0:0 and {@link TarBytes#TIME}. A further name of a file is
   * {@code h NAME FIRST}.
   */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    Map<Long, String> names = new HashMap<>();
    files.forEach(
        (path, facts) -> {
          String first = facts.inode() == 0 ? null : names.putIfAbsent(facts.inode(), path);
          lines.add(first == null ? facts.line(path) : "h " + path + " " + first);
        });
    return lines;
  }

  /** The path in one of {@link #lines()}. */
  static String pathOf(String line) {
    String[] words = line.split(" ");
    return line.startsWith("h ") ? words[1] : words[2];
  }

  @Override
  public String toString() {
    return String.join("\n", lines());
  }
}
