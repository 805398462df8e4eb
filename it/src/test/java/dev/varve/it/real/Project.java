package dev.varve.it.real;

import dev.varve.it.process.BuildLog;
import dev.varve.it.process.Command;
import dev.varve.it.process.Varve;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A real project in a scratch copy that is built again and again. Prints what each build took. */
final class Project {
  private final Varve varve;
  private final String image;
  private final Path directory;

  private Project(Varve varve, String image, Path directory) {
    this.varve = varve;
    this.image = image;
    this.directory = directory;
  }

  /** A copy of a directory of this source tree, to be built as {@code image}. */
  static Project copyOf(String source, Varve varve, String image, Path work)
      throws IOException, InterruptedException {
    Path directory = work.resolve(image);
    Path original = Varve.home().resolve(source);
    Command.of(List.of("cp", "-R", original.toString(), directory.toString()), work).run().orFail();
    return new Project(varve, image, directory);
  }

  /** Builds; {@code what} is how the line that is printed calls this build. */
  BuildLog build(String what) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("build", "--progress=plain", "-t", image));
    for (var variable : System.getenv().entrySet()) {
      if (variable.getKey().toLowerCase(Locale.ROOT).endsWith("_proxy")) {
        words.add("--build-arg=" + variable.getKey() + "=" + variable.getValue());
      }
    }
    words.add(directory.toString());
    Command.Outcome outcome = varve.run(words.toArray(String[]::new)).orFail();
    BuildLog log = BuildLog.of(outcome.err());
    print(what, outcome, log);
    return log;
  }

  private void print(String what, Command.Outcome outcome, BuildLog log) {
    System.out.printf(
        Locale.ROOT,
        "%-16s %-22s %7.2f s  %d cached, %d ran%n",
        image,
        what,
        outcome.time().toMillis() / 1000.0,
        log.with(BuildLog.Result.CACHED).size(),
        log.with(BuildLog.Result.RAN).size());
    for (BuildLog.Step step : log.steps()) {
      if (step.text().startsWith("FROM ")) {
        continue;
      }
      if (step.result() == BuildLog.Result.CACHED) {
        System.out.printf(Locale.ROOT, "      reused   [%s] %s%n", step.stage(), step.text());
      } else if (!step.because().isEmpty()) {
        System.out.printf(
            Locale.ROOT,
            "    %6.1f s   [%s] %s%n               because: %s%n",
            step.seconds(),
            step.stage(),
            step.text(),
            step.because());
      }
    }
  }

  /** Replaces one text by another in a file of the copy. */
  void edit(String file, String text, String by) throws IOException {
    Path path = directory.resolve(file);
    String before = Files.readString(path);
    if (!before.contains(text)) {
      throw new AssertionError(path + " does not contain " + text);
    }
    Files.writeString(path, before.replace(text, by));
  }

  /** Runs the image with these arguments and gives what it printed. */
  String run(String... arguments) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("run", "--rm", image));
    words.addAll(List.of(arguments));
    return varve.run(words.toArray(String[]::new)).orFail().out();
  }

  /** Whether the image has any of these programs. */
  boolean has(String... programs) throws IOException, InterruptedException {
    String script = "for name; do command -v $name && exit; done; echo none";
    List<String> words =
        new ArrayList<>(List.of("run", "--rm", "--entrypoint=sh", image, "-c", script, "sh"));
    words.addAll(List.of(programs));
    return !varve.run(words.toArray(String[]::new)).orFail().out().equals("none\n");
  }
}
