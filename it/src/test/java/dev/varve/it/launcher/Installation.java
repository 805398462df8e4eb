package dev.varve.it.launcher;

import dev.varve.it.process.Command;
import dev.varve.it.process.Varve;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A copy of the launcher with a directory of programs that is all it has for a PATH.
 *
 * @param home what the launcher takes for the project
 * @param programs what it finds on its PATH
 */
record Installation(Path home, Programs programs) {
  /** What the launcher, and the commands that these tests give it, need of a machine. */
  private static final List<String> NEEDED =
      List.of(
          "sh",
          "readlink",
          "find",
          "unshare",
          "id",
          "env",
          "mkdir",
          "flock",
          "grep",
          "head",
          "cat",
          "touch",
          "cp",
          "true",
          "mount");

  /** A copy without a build in it. */
  static Installation bare(Path home) throws IOException, InterruptedException {
    Files.createDirectories(home.resolve("cli"));
    Files.copy(Varve.home().resolve("varve"), home.resolve("varve"));
    Path programs = Files.createTempDirectory(home.getParent(), "programs");
    return new Installation(home, Programs.of(programs, NEEDED));
  }

  /** A copy with the present build. */
  static Installation built(Path home) throws IOException, InterruptedException {
    Installation installation = bare(home);
    Files.createDirectories(installation.out());
    Path product = Varve.home().resolve("cli/target/varve");
    String app = Files.readAllLines(product.resolve("current")).getFirst();
    Command.of(
            List.of("cp", "-R", product + "/current", product + "/" + app, "" + installation.out()),
            home)
        .run()
        .orFail();
    return installation;
  }

  /** Where the launcher expects builds. */
  Path out() {
    return home.resolve("cli/target/varve");
  }

  /** Adds sources, so that the launcher looks whether the build is older than they are. */
  Path withSources() throws IOException {
    Command.file(home, "pom.xml", "<project/>\n");
    Command.file(home, "cli/pom.xml", "<project/>\n");
    return Command.file(home, "cli/src/main/java/Source.java", "class Source {}\n");
  }

  /** Says that the present build was made with this JDK. */
  void builtWith(Path jdk) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(out().resolve("current")));
    lines.set(1, jdk.toString());
    Files.write(out().resolve("current"), lines);
  }

  /** The launcher with these arguments, no PATH but {@link #programs} and no JAVA_HOME. */
  Command command(String... arguments) {
    return command(home.resolve("varve"), arguments);
  }

  /** The same, started by this name. */
  Command command(Path launcher, String... arguments) {
    // env, and not the JVM that runs the tests, looks the launcher up on the PATH.
    List<String> words = new ArrayList<>(List.of("env", launcher.toString()));
    words.addAll(List.of(arguments));
    return Command.of(words, home.getParent())
        .with("PATH", programs.directory().toString())
        .with("JAVA_HOME", "")
        .with("VARVE_NO_BUILD", "");
  }

  /** The JDK that made the present build. */
  static Path jdk() throws IOException {
    return Path.of(Files.readAllLines(Varve.home().resolve("cli/target/varve/current")).get(1));
  }
}
