package dev.varve.it.process;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The steps of a build, read from its plain progress ({@code #7 [build 3/6] RUN npm ci}).
 *
 * @param steps in the order in which they were shown
 */
public record BuildLog(List<Step> steps) {
  private static final Pattern HEADER = Pattern.compile("#(\\d+) \\[(.*?\\d+/\\d+)] (.*)");
  private static final Pattern LINE = Pattern.compile("#(\\d+) (.*)");
  private static final Pattern DONE = Pattern.compile("DONE (\\d+\\.\\d+)s");

  /** What became of a step. */
  public enum Result {
    CACHED,
    RAN,
    FAILED,
    UNFINISHED
  }

  /**
   * One step.
   *
   * @param because why it ran, empty if nothing was said
   */
  public record Step(String stage, String text, Result result, double seconds, String because) {}

  /** Reads what {@code build --progress=plain} wrote to standard error. */
  public static BuildLog of(String progress) {
    Map<String, Step> steps = new LinkedHashMap<>();
    for (String line : progress.lines().toList()) {
      Matcher header = HEADER.matcher(line);
      Matcher other = LINE.matcher(line);
      if (header.matches()) {
        steps.putIfAbsent(
            header.group(1), new Step(header.group(2), header.group(3), Result.UNFINISHED, 0, ""));
      } else if (other.matches() && steps.containsKey(other.group(1))) {
        steps.computeIfPresent(other.group(1), (number, step) -> after(step, other.group(2)));
      }
    }
    return new BuildLog(new ArrayList<>(steps.values()));
  }

  private static Step after(Step step, String line) {
    Matcher done = DONE.matcher(line);
    if (line.equals("CACHED")) {
      return new Step(step.stage, step.text, Result.CACHED, 0, step.because);
    }
    if (line.startsWith("because: ")) {
      return new Step(step.stage, step.text, step.result, step.seconds, line.substring(9));
    }
    if (done.matches() && step.result == Result.UNFINISHED) {
      double seconds = Double.parseDouble(done.group(1));
      return new Step(step.stage, step.text, Result.RAN, seconds, step.because);
    }
    if (line.startsWith("ERROR")) {
      return new Step(step.stage, step.text, Result.FAILED, 0, step.because);
    }
    return step;
  }

  /** What became of the only step whose instruction starts with {@code text}. */
  public Result result(String text) {
    return step(text).result;
  }

  /** The only step whose instruction starts with {@code text}. */
  public Step step(String text) {
    List<Step> found = steps.stream().filter(step -> step.text.startsWith(text)).toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " steps start with '" + text + "' in " + this);
    }
    return found.getFirst();
  }

  /** The instructions of the steps with this result, without FROM. */
  public List<String> with(Result result) {
    return steps.stream()
        .filter(step -> step.result == result && !step.text.startsWith("FROM "))
        .map(Step::text)
        .toList();
  }
}
