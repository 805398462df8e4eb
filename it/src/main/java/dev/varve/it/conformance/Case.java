package dev.varve.it.conformance;

import dev.varve.it.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A small build whose result was recorded from Docker. A directory with the files
 *
 * <dl>
 *   <dt>Dockerfile
 *   <dd>put into the context as {@code Dockerfile} before {@code setup} runs
 *   <dt>setup
 *   <dd>a shell script that fills the context; whatever it leaves with a time of now gets the time
 *       1600000000
 *   <dt>args
 *   <dd>the arguments of {@code build}, one per line; without the file just {@code .}
 *   <dt>stdin
 *   <dd>a shell script whose output is the build's standard input
 *   <dt>about
 *   <dd>what the case is for, where the name does not say
 *   <dt>expected/
 *   <dd>the recording, see {@link ImageFacts}, or {@code error} for a build that Docker refuses
 *   <dt>differences
 *   <dd>where Varve is meant to differ, and why, see {@link Differences}
 * </dl>
 */
public record Case(Path directory) {
  private static final String STAMP =
      "find . -newermt 2021-01-01 -exec touch -h -d @1600000000 {} +";

  /**
   * Every case below a directory, in the order of their names. While working on one, the system
   * property {@code cases} (a regular expression) leaves out those with other names.
   */
  public static List<Case> all(Path directory) throws IOException {
    Pattern wanted = Pattern.compile(System.getProperty("cases", ".*"));
    try (Stream<Path> list = Files.list(directory)) {
      return list.filter(Files::isDirectory)
          .sorted()
          .map(Case::new)
          .filter(one -> wanted.matcher(one.name()).matches())
          .toList();
    }
  }

  public String name() {
    return directory.getFileName().toString();
  }

  /** The arguments of {@code build}, to be used with {@code context} as working directory. */
  public List<String> args() throws IOException {
    Path args = directory.resolve("args");
    return Files.exists(args) ? Files.readAllLines(args) : List.of(".");
  }

  /** Makes the context in an empty directory. */
  public void prepare(Path context) throws IOException, InterruptedException {
    Files.copy(directory.resolve("Dockerfile"), context.resolve("Dockerfile"));
    Path setup = directory.resolve("setup");
    String script = Files.exists(setup) ? Files.readString(setup) + "\n" : "";
    Command.shell(script + STAMP, context).orFail();
  }

  /** The build command with this program in front, with its standard input made in {@code work}. */
  public Command command(List<String> program, Path context, Path work)
      throws IOException, InterruptedException {
    Command command =
        Command.of(Stream.concat(program.stream(), args().stream()).toList(), context);
    Path stdin = directory.resolve("stdin");
    if (!Files.exists(stdin)) {
      return command;
    }
    Path input = work.resolve("stdin");
    Files.write(input, Command.shell(Files.readString(stdin), context).orFail().bytes());
    return command.reading(input);
  }

  /** What was recorded under this name. */
  public List<String> expected(String file) throws IOException {
    return Files.readAllLines(directory.resolve("expected").resolve(file));
  }

  @Override
  public String toString() {
    return name();
  }
}
