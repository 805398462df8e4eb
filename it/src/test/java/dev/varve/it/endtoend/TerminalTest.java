package dev.varve.it.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.varve.it.process.Command;
import dev.varve.it.process.Command.Outcome;
import dev.varve.testkit.Requires;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** {@code varve run -it} on a terminal, which script(1) makes. */
class TerminalTest {
  @ParameterizedTest(name = "{0}")
  @ArgumentsSource(Settings.class)
  void terminal_of_the_caller_has_its_size_in_the_container(Setting setting)
      throws IOException, InterruptedException {
    Requires.command("script", "stty");
    check(setting, setting.isolation());
    if (setting.account().isEmpty() && setting.isolation().equals("runc")) {
      Requires.command("crun");
      check(setting, "crun");
    }
  }

  private static void check(Setting setting, String isolation)
      throws IOException, InterruptedException {
    Command run =
        setting
            .varve()
            .command(
                "run",
                "--rm",
                "-it",
                "--network=none",
                "--isolation=" + isolation,
                "busybox",
                "sh",
                "-c",
                "test -t 0 && test -t 1 && stty size; exit 5");
    StringBuilder line = new StringBuilder("stty cols 77 rows 33;");
    for (String word : run.words()) {
      line.append(" '").append(word.replace("'", "'\\''")).append('\'');
    }
    Command script =
        new Command(
            List.of("script", "-qec", line.toString(), "/dev/null"),
            run.directory(),
            run.environment(),
            null);
    Outcome outcome = script.run().expect(5);
    // script types the end of its own input, which the terminal echoes.
    assertEquals("33 77", outcome.out().replace("^@", "").strip(), isolation);
  }
}
