package dev.varve.it.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.varve.it.process.BaseImages;
import dev.varve.it.process.Command;
import dev.varve.it.process.Command.Outcome;
import dev.varve.it.process.Varve;
import dev.varve.testkit.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments, locale and exit status on their way through {@code ./varve}. */
class LauncherArgumentsTest {
  @TempDir private static Path work;
  private static Varve varve;

  @BeforeAll
  static void prepare() throws IOException, InterruptedException {
    Requires.command("busybox");
    varve = Varve.with(work.resolve("store"));
    BaseImages.importBusybox(varve, work);
  }

  @Test
  void argument_that_is_not_utf8_is_refused() throws IOException, InterruptedException {
    Outcome outcome = shell("exec \"$@\" inspect \"$(printf 'caf\\351')\"").run().expect(2);
    assertEquals(
        """
        varve: argument 4 is not UTF-8: 'caf\\xe9'
          hint: a file with such a name is reached through the directory that holds it
        """,
        outcome.err());
    assertEquals("", outcome.out());
  }

  @Test
  void file_name_that_is_not_utf8_is_copied_as_it_is() throws IOException, InterruptedException {
    Path context = Files.createDirectories(work.resolve("latin1"));
    Command.file(context, "Dockerfile", "FROM busybox\nCOPY . /x\n");
    Command.shell("echo inside >\"$(printf 'caf\\351')\"", context).orFail();
    varve.run("build", "-t", "latin1", context.toString()).orFail();
    byte[] listed =
        varve
            .run("run", "--rm", "--network=none", "latin1", "sh", "-c", "cd /x; echo *")
            .orFail()
            .bytes();
    assertEquals("Dockerfile caf\u00e9\n", new String(listed, StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "C.UTF-8", "de_DE.ISO-8859-1", "no such locale"})
  void utf8_is_taken_in_every_locale(String locale) throws IOException, InterruptedException {
    String script =
        """
        mkdir -p 'größe 漢'
        echo inside >'größe 漢/ä.txt'
        printf 'FROM busybox\nCOPY ä.txt /x/\n' >'größe 漢/Dockerfile'
        "$@" build -q -t locale 'größe 漢' >/dev/null
        "$@" run --rm --network=none -e LC_ALL locale sh -c 'cat "$1"; echo "$LC_ALL"' sh /x/ä.txt
        """;
    Outcome outcome = shell(script).with("LC_ALL", locale).run().orFail();
    assertEquals("inside\n" + locale + "\n", outcome.out());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 42, 125, 255})
  void exit_status_of_the_container_is_the_commands(int status)
      throws IOException, InterruptedException {
    varve
        .run("run", "--rm", "--network=none", "busybox", "sh", "-c", "exit " + status)
        .expect(status);
  }

  @Test
  void arguments_arrive_as_they_were_given() throws IOException, InterruptedException {
    String script =
        "exec \"$@\" run --rm --network=none busybox printf '[%s]' '' ' a  b ' '*' '$HOME' '\"'"
            + " \\\\ '-x' '\n"
            + "z\n"
            + "'";
    assertEquals("[][ a  b ][*][$HOME][\"][\\][-x][\nz\n]", shell(script).run().orFail().out());
  }

  /**
   * A script in which {@code "$@"} is Varve. It comes from a file, for in some locales the JVM of
   * the tests cannot hand on all that is in it.
   */
  private static Command shell(String script) throws IOException {
    Path file = Command.file(work, "script", script);
    List<String> words = new ArrayList<>(List.of("sh", "-eu", file.toString()));
    words.addAll(varve.program());
    return new Command(words, work, varve.variables(), null);
  }
}
