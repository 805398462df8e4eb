package dev.varve.it.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.it.process.Command;
import dev.varve.it.process.Command.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./varve} builds the product when there is none or it is older than the sources. */
class LauncherBuildTest {
  private static final String ARGUMENTS =
      "-q -B -pl cli -am package -Dmaven.test.skip=true -Dexec.skip=true";

  @TempDir private Path work;

  @Test
  void nothing_built_is_built_first() throws IOException, InterruptedException {
    Installation installation = Installation.bare(work.resolve("home"));
    installation.withSources();
    maven(installation);
    Path jdk = Installation.jdk();
    Command command = installation.command("version").with("JAVA_HOME", jdk.toString());
    Outcome first = command.run().orFail();
    assertEquals(
        "varve: building for the first time (a minute or two) ...\n", first.err(), first::out);
    assertTrue(first.out().startsWith("varve "), first::out);
    assertEquals(List.of(installation.home().toString(), jdk.toString(), ARGUMENTS), called());

    assertEquals("", installation.command("version").run().orFail().err());
    assertEquals(3, called().size(), "the second time it is there");
  }

  @Test
  void older_than_a_source_is_announced_and_built_anew() throws IOException, InterruptedException {
    Installation installation = Installation.built(work.resolve("home"));
    Path source = installation.withSources();
    maven(installation);
    makeOlder(installation, source);
    assertEquals("", installation.command("version").run().orFail().err(), "up to date");
    assertEquals(List.of(), called());

    Files.setLastModifiedTime(source, FileTime.fromMillis(System.currentTimeMillis()));
    Outcome stale = installation.command("version").run().orFail();
    assertEquals("varve: sources have changed since the last build, building ...\n", stale.err());
    assertTrue(stale.out().startsWith("varve "), stale::out);
    assertEquals(3, called().size());

    makeOlder(installation, source);
    assertEquals("", installation.command("version").run().orFail().err());
    Files.delete(source);
    assertFalse(installation.command("version").run().orFail().err().isEmpty(), "a file is gone");
    assertEquals(6, called().size());
  }

  @Test
  void told_not_to_build_it_runs_what_is_there() throws IOException, InterruptedException {
    Installation installation = Installation.built(work.resolve("home"));
    Path source = installation.withSources();
    maven(installation);
    makeOlder(installation, source);
    Files.setLastModifiedTime(source, FileTime.fromMillis(System.currentTimeMillis()));
    Command command = installation.command("version").with("VARVE_NO_BUILD", "1");
    assertEquals("", command.run().orFail().err());
    assertEquals(List.of(), called());
  }

  @Test
  void build_that_fails_shows_its_errors_and_where_the_rest_is()
      throws IOException, InterruptedException {
    Installation installation = Installation.bare(work.resolve("home"));
    installation.withSources();
    installation
        .programs()
        .script("mvn", "echo '[INFO] so far'; echo '[ERROR] A.java:[3,1] what is this'; exit 1");
    Outcome outcome = installation.command("version").run().expect(3);
    Path log = installation.out().resolve("build.log");
    assertEquals(
        """
        varve: building for the first time (a minute or two) ...
        [ERROR] A.java:[3,1] what is this
        varve: the build failed; all of its output is in %s
        """
            .formatted(log),
        outcome.err());
    assertEquals(2, Files.readAllLines(log).size());
  }

  @Test
  void nothing_built_and_no_maven_is_said() throws IOException, InterruptedException {
    Installation installation = Installation.bare(work.resolve("home"));
    installation.withSources();
    Outcome outcome = installation.command("version").run().expect(3);
    assertEquals(
        """
        varve: not built yet, and mvn is not on PATH
          install Maven 3.8 or later (Debian: apt-get install maven) and try again
        """,
        outcome.err());
  }

  @Test
  void older_than_a_source_and_no_maven_is_said() throws IOException, InterruptedException {
    Installation installation = Installation.built(work.resolve("home"));
    Path source = installation.withSources();
    makeOlder(installation, source);
    Files.setLastModifiedTime(source, FileTime.fromMillis(System.currentTimeMillis()));
    Outcome outcome = installation.command("version").run().expect(3);
    assertEquals(
        """
        varve: sources have changed since the last build, and mvn is not on PATH
          install Maven 3.8 or later (Debian: apt-get install maven) and try again
          or set VARVE_NO_BUILD=1 to run the last build
        """,
        outcome.err());
  }

  @Test
  void nothing_built_and_no_sources_is_said() throws IOException, InterruptedException {
    Installation installation = Installation.bare(work.resolve("home"));
    Outcome outcome = installation.command("version").run().expect(3);
    assertEquals("varve: nothing built in " + installation.out() + "\n", outcome.err());
  }

  /** Puts a stand-in for Maven on the PATH: it tells how it was called and leaves a build. */
  private void maven(Installation installation) throws IOException, InterruptedException {
    Path ready = Installation.built(work.resolve("ready")).out();
    installation
        .programs()
        .script(
            "mvn",
            """
            set -e
            { pwd; echo "$JAVA_HOME"; echo "$*"; } >>"%1$s/called"
            mkdir -p cli/target/varve
            cp -R "%2$s"/app-* "%2$s"/current cli/target/varve/
            touch cli/target/varve/current
            """
                .formatted(work, ready));
  }

  private List<String> called() throws IOException {
    Path file = work.resolve("called");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  /** Gives everything that the launcher looks at a time before the build's. */
  private static void makeOlder(Installation installation, Path source) throws IOException {
    FileTime before =
        FileTime.fromMillis(
            Files.getLastModifiedTime(installation.out().resolve("current")).toMillis() - 10_000);
    Path home = installation.home();
    Files.setLastModifiedTime(home.resolve("pom.xml"), before);
    Files.setLastModifiedTime(home.resolve("cli/pom.xml"), before);
    for (Path path = source; !path.endsWith("src"); path = path.resolveSibling("")) {
      Files.setLastModifiedTime(path, before);
    }
  }
}
