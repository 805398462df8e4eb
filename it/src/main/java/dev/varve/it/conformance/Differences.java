package dev.varve.it.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where Varve's answer to one case is meant to differ from Docker's. The file says why in lines
 * that start with {@code #}, and then what, for each part of {@link ImageFacts}:
 *
 * <pre>
 * # why this is right
 * [layers]
 * - a line that Docker has
 * + the line that Varve has in its place
 * </pre>
 *
 * <p>Part {@code [refused]} says that Varve refuses the build: each line is in what it says.
 *
 * <p>A line that is taken away must be there: a difference that has gone makes the test fail.
 */
public record Differences(String reason, Map<String, List<String>> edits) {
  private static final Differences NONE = new Differences("", Map.of());

  /** The differences of a case; none if it has no file {@code differences}. */
  public static Differences of(Case one) throws IOException {
    Path file = one.directory().resolve("differences");
    if (!Files.exists(file)) {
      return NONE;
    }
    StringBuilder reason = new StringBuilder();
    Map<String, List<String>> edits = new LinkedHashMap<>();
    List<String> part = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("#")) {
        reason.append(line.substring(1).strip()).append(' ');
      } else if (line.startsWith("[") && line.endsWith("]")) {
        part = new ArrayList<>();
        edits.put(line.substring(1, line.length() - 1), part);
      } else if (line.startsWith("- ") || line.startsWith("+ ")) {
        part.add(line);
      } else if (!line.isBlank()) {
        throw new IllegalArgumentException(file + ": not understood: " + line);
      }
    }
    if (reason.toString().isBlank()) {
      throw new IllegalArgumentException(file + ": says no reason");
    }
    return new Differences(reason.toString().strip(), edits);
  }

  /** What Varve is expected to answer where Docker answered {@code lines}. */
  public List<String> apply(String part, List<String> lines) {
    List<String> changed = new ArrayList<>(lines);
    int at = changed.size();
    for (String edit : edits.getOrDefault(part, List.of())) {
      String text = edit.substring(2);
      if (edit.startsWith("-")) {
        at = changed.indexOf(text);
        if (at < 0) {
          throw new AssertionError("differences name a line that is not there: " + text);
        }
        changed.remove(at);
      } else {
        changed.add(at++, text);
      }
    }
    return changed;
  }
}
