package dev.varve.it.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.it.process.Command;
import dev.varve.it.process.Command.Outcome;
import dev.varve.testkit.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./varve} finds itself and a JDK, whatever it is called by and from where. */
class LauncherTest {
  private static final Path JDKS = Path.of("/usr/lib/jvm");

  @TempDir private Path work;
  private Installation installation;

  @BeforeEach
  void install() throws IOException, InterruptedException {
    installation = Installation.built(work.resolve("it's a \"home\" & more"));
  }

  @Test
  void java_home_of_another_version_is_passed_over() throws IOException, InterruptedException {
    for (String version : List.of("17.0.11", "1.8.0_402", "24.0.2", "", "x")) {
      Path old = Files.createDirectories(work.resolve("old-jdk"));
      Command.file(old, "release", "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
      Programs.script(old.resolve("bin"), "java", "echo wrong java; exit 1");
      assertVersion(installation.command("version").with("JAVA_HOME", old.toString()));
    }
  }

  @Test
  void java_home_that_is_none_is_passed_over() throws IOException, InterruptedException {
    assertVersion(installation.command("version").with("JAVA_HOME", "/no/where"));
    assertVersion(installation.command("version").with("JAVA_HOME", "/etc"));
    assertVersion(installation.command("version").with("JAVA_HOME", ""));
  }

  @Test
  void java_home_of_a_new_enough_jdk_is_used() throws IOException, InterruptedException {
    Path jdk = fakeJdk(work.resolve("jdk of JAVA_HOME"));
    Command command = installation.command("version").with("JAVA_HOME", jdk.toString());
    assertEquals("jdk of JAVA_HOME\n", command.run().expect(5).out());
  }

  @Test
  void jdk_of_the_build_being_gone_the_path_is_searched() throws IOException, InterruptedException {
    installation.builtWith(Path.of("/gone"));
    Path java = fakeJdk(work.resolve("jdk of PATH")).resolve("bin/java");
    Files.createSymbolicLink(installation.programs().directory().resolve("java"), java);
    assertEquals("jdk of PATH\n", installation.command("version").run().expect(5).out());
  }

  @Test
  void jdk_of_the_build_being_gone_the_usual_place_is_searched()
      throws IOException, InterruptedException {
    Requires.root();
    Requires.file(JDKS);
    installation.builtWith(Path.of("/gone"));
    fakeJdk(work.resolve("jdks/jdk of usr lib jvm"));
    Files.createDirectories(work.resolve("jdks/a-broken-one"));
    assertEquals("jdk of usr lib jvm\n", withJdks(work.resolve("jdks")).run().expect(5).out());
  }

  @Test
  void no_jdk_at_all_is_said() throws IOException, InterruptedException {
    Requires.root();
    Requires.file(JDKS);
    installation.builtWith(Path.of("/gone"));
    Outcome outcome = withJdks(Files.createDirectories(work.resolve("jdks"))).run().expect(3);
    assertEquals(
        """
        varve: no JDK 25 or later found
          looked at: JAVA_HOME, java on PATH, /usr/lib/jvm/*
          install one (for instance Temurin 25) or set JAVA_HOME to it
        """,
        outcome.err());
    assertEquals("", outcome.out());
  }

  @Test
  void symbolic_links_lead_to_the_product() throws IOException, InterruptedException {
    Path elsewhere = Files.createDirectories(work.resolve("else where/bin"));
    Path absolute =
        Files.createSymbolicLink(
            elsewhere.resolve("absolute"), installation.home().resolve("varve"));
    Path relative =
        Files.createSymbolicLink(elsewhere.resolve("relative"), Path.of("../bin/absolute"));
    assertVersion(installation.command(absolute, "version"));
    assertVersion(installation.command(relative, "version"));
    assertVersion(installation.command(Path.of("else where/bin/relative"), "version"));
  }

  @Test
  void name_on_the_path_leads_to_the_product() throws IOException, InterruptedException {
    Path link = installation.programs().directory().resolve("varve");
    Files.createSymbolicLink(link, installation.home().resolve("varve"));
    assertVersion(installation.command(Path.of("varve"), "version"));
  }

  @Test
  void relative_name_leads_to_the_product() throws IOException, InterruptedException {
    Path home = installation.home();
    Command here = installation.command(Path.of("./varve"), "version");
    assertVersion(new Command(here.words(), home, here.environment(), null));
    assertVersion(installation.command(work.relativize(home.resolve("varve")), "version"));
    Command shell = installation.command(Path.of("sh"), "varve", "version");
    assertVersion(new Command(shell.words(), home, shell.environment(), null));
  }

  @Test
  void colon_in_the_path_is_said() throws IOException, InterruptedException {
    Installation odd = Installation.bare(work.resolve("a:b"));
    Outcome outcome = odd.command("version").run().expect(3);
    assertEquals(
        "varve: cannot run from "
            + odd.home()
            + "\n"
            + "  java cannot be told of a path with a colon in it; move or rename the directory\n",
        outcome.err());
  }

  /** Something that passes for a JDK; its java prints the name of the directory and fails. */
  private static Path fakeJdk(Path home) throws IOException {
    Command.file(home, "release", "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"26.0.1\"\n");
    Programs.script(home.resolve("bin"), "java", "echo '" + home.getFileName() + "'; exit 5");
    return home;
  }

  /** {@code varve version} where {@code /usr/lib/jvm} is this directory. */
  private Command withJdks(Path jdks) {
    Command command = installation.command("version");
    String script = "mount --bind \"$0\" " + JDKS + " && exec \"$@\"";
    List<String> words = new ArrayList<>();
    words.addAll(List.of("unshare", "--mount", "sh", "-c", script, jdks.toString()));
    words.addAll(command.words());
    return new Command(words, command.directory(), command.environment(), null);
  }

  private static void assertVersion(Command command) throws IOException, InterruptedException {
    Outcome outcome = command.run().orFail();
    assertTrue(outcome.out().startsWith("varve "), outcome.out());
    assertEquals("", outcome.err());
  }
}
