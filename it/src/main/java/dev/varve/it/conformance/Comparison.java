package dev.varve.it.conformance;

import dev.varve.model.Json;
import dev.varve.model.JsonException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What Varve has to answer, given what Docker answered. Two rules hold for every case, a further
 * difference has to stand in the case ({@link Differences}):
 *
 * <ul>
 *   <li>WORKDIR makes no layer in Varve: its history entry is empty, and the directory comes with
 *       the next layer, or not at all when there is none.
 *   <li>A time of «now» matches any time: it is not the build's to keep. Neither is in a merged
 *       root the time of a directory, which changes with every entry; the layer that makes it has
 *       it.
 * </ul>
 */
public final class Comparison {
  private static final Pattern TIME = Pattern.compile(" @(now|-?\\d+) ");

  private Comparison() {}

  /** The facts that Varve has to show, from Docker's. */
  public static ImageFacts expected(ImageFacts docker, Differences differences) {
    Map<String, String> pending = new HashMap<>();
    List<String> layers = withoutWorkdirs(docker.layers(), pending);
    List<String> root = new ArrayList<>(docker.root());
    root.removeIf(pending::containsValue);
    return new ImageFacts(
        differences.apply("config.json", docker.config()),
        differences.apply("history", docker.history().stream().map(Comparison::workdir).toList()),
        differences.apply("layers", layers),
        differences.apply("root", root));
  }

  /**
   * Docker's layer lines with the directories of WORKDIR in the layer after.
   *
   * @param pending receives what no later layer took up: path to line
   */
  private static List<String> withoutWorkdirs(List<String> docker, Map<String, String> pending) {
    List<String> lines = new ArrayList<>();
    boolean workdir = false;
    for (String line : docker) {
      if (line.startsWith("== ")) {
        workdir = line.startsWith("== WORKDIR ");
        if (!workdir) {
          lines.add(line);
          lines.addAll(pending.values());
          pending.clear();
        }
      } else if (workdir) {
        pending.put(path(line), line);
      } else {
        lines.removeIf(other -> !other.startsWith("== ") && isLast(lines, other, line));
        lines.add(line);
      }
    }
    return lines;
  }

  /** Whether {@code other} stands in the layer that is being written and is about the same path. */
  private static boolean isLast(List<String> lines, String other, String line) {
    int layer = lines.size() - 1;
    while (!lines.get(layer).startsWith("== ")) {
      layer--;
    }
    return path(other).equals(path(line)) && lines.lastIndexOf(other) > layer;
  }

  private static String workdir(String entry) {
    try {
      Json.Obj json = Json.parseObject(entry.getBytes(StandardCharsets.UTF_8));
      boolean workdir =
          json.find("created_by").orElse(new Json.Null()) instanceof Json.Str text
              && text.value().startsWith("WORKDIR ");
      return workdir ? json.with("empty_layer", new Json.Bool(true)).toText() : entry;
    } catch (JsonException e) {
      throw new IllegalArgumentException(entry, e);
    }
  }

  /**
   * {@code lines} ready to be compared: within each layer in the order of their paths, and with the
   * times taken over from {@code model} where that says «now» of the same path.
   */
  public static String comparable(List<String> lines, List<String> model) {
    Map<String, String> now = new HashMap<>();
    String layer = "";
    for (String line : model) {
      layer = line.startsWith("== ") ? line : layer;
      if (line.contains(" @now ") || (layer.isEmpty() && line.startsWith("dir "))) {
        now.put(layer + path(line), line);
      }
    }
    List<String> result = new ArrayList<>();
    List<String> block = new ArrayList<>();
    layer = "";
    for (String line : lines) {
      if (line.startsWith("== ")) {
        block.sort(null);
        result.addAll(block);
        block.clear();
        result.add(line);
        layer = line;
      } else {
        boolean anyTime = now.containsKey(layer + path(line));
        block.add(path(line) + " " + (anyTime ? withoutTime(line) : line));
      }
    }
    block.sort(null);
    result.addAll(block);
    return String.join("\n", result);
  }

  private static String withoutTime(String line) {
    return TIME.matcher(line).replaceFirst(" @now ");
  }

  /** The path in a line of a listing: its first word that starts with a slash. */
  private static String path(String line) {
    int at = line.indexOf(" /");
    if (at < 0) {
      return line;
    }
    int end = line.indexOf(' ', at + 1);
    return line.substring(at + 1, end < 0 ? line.length() : end);
  }
}
