package dev.varve.build.random;

import dev.varve.linux.Dir;
import dev.varve.linux.FileStat;
import dev.varve.model.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a stack of directories shows as one tree, in words: path to type, mode and content. */
final class UnpackedRoot {
  private final TreeMap<String, String> entries = new TreeMap<>();
  private final boolean times;

  private UnpackedRoot(boolean times) {
    this.times = times;
  }

  /** The trees of layers, bottom first, without times. No directory in them is opaque. */
  static Map<String, String> of(List<Path> trees) throws IOException {
    UnpackedRoot root = new UnpackedRoot(false);
    for (Path tree : trees) {
      root.add(tree, "");
    }
    return root.entries;
  }

  /** One directory, with times, as it is seen below {@code prefix}. */
  static Map<String, String> of(Path directory, String prefix) throws IOException {
    UnpackedRoot root = new UnpackedRoot(true);
    root.add(directory, prefix);
    return root.entries;
  }

  private void add(Path tree, String prefix) throws IOException {
    Map<Object, String> firstNames = new HashMap<>();
    List<Path> found = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(tree)) {
      walk.filter(path -> !path.equals(tree)).forEach(found::add);
    }
    found.sort(null);
    for (Path path : found) {
      String name = prefix + tree.relativize(path);
      FileStat stat = stat(path);
      String words = describe(path, name, stat, firstNames);
      if (!words.startsWith("directory")) {
        entries.subMap(name + "/", name + "0").clear();
      }
      if (stat.type() == FileStat.CHAR_DEVICE) {
        entries.remove(name); // a whiteout: no test makes devices
        continue;
      }
      String time = " " + stat.mtimeSeconds() + "." + stat.mtimeNanos();
      entries.put(name, times ? words + time : words);
    }
  }

  private static FileStat stat(Path path) throws IOException {
    Path parent = path.resolveSibling("");
    try (Dir dir = Dir.open(parent)) {
      return dir.stat(parent.relativize(path).toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String describe(
      Path path, String name, FileStat stat, Map<Object, String> firstNames) throws IOException {
    String owner = " " + stat.uid() + ":" + stat.gid();
    if (Files.isSymbolicLink(path)) {
      return "link " + Files.readSymbolicLink(path) + owner;
    }
    String of = " " + Integer.toOctalString(stat.mode()) + owner;
    if (Files.isDirectory(path)) {
      return "directory" + of;
    }
    if (!Files.isRegularFile(path)) {
      return "special " + stat.type() + of;
    }
    String first = firstNames.putIfAbsent(stat.inode(), name);
    return "file" + of + " " + (first == null ? content(path) : "linked to " + first);
  }

  private static Digest content(Path file) throws IOException {
    return Digest.sha256Of(Files.readAllBytes(file));
  }
}
