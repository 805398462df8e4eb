package dev.varve.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.cli.output.Console;
import dev.varve.cli.output.Console.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CommandLineTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(OutputStream stdout, String... words) {
    Console console =
        new Console(new ByteArrayInputStream(new byte[0]), stdout, err, Terminal.NONE);
    Caller caller = new Caller(console, Map.of("HOME", "/nowhere"), Clock.systemUTC(), "1000");
    return new CommandLine(caller).run(List.of(words));
  }

  private int run(String... words) {
    return run(out, words);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({"version", "--version", "-v", "-D version", "--root /x version", "version --root=/x"})
  void version_inAnyForm_isShown(String line) {
    assertEquals(0, run(line.split(" ")), err());
    assertTrue(out().startsWith("varve "), out());
    assertEquals("", err());
  }

  @Test
  void help_ofEveryCommand_isShown() {
    assertEquals(0, run("help"));
    for (var topic : Commands.TOPICS) {
      for (String command : topic.commands()) {
        assertTrue(out().contains("\n  " + command + " "), command);
        out.reset();
        assertEquals(0, run("help", command), err());
        String page = out();
        assertTrue(page.startsWith("Usage:  varve " + command), page);
        out.reset();
        assertEquals(0, run(command, "--help"), err());
        assertEquals(page, out());
        out.reset();
        run("help");
      }
    }
  }

  @Test
  void nothing_showsTheOverviewAndFails() {
    assertEquals(2, run());
    assertTrue(out().startsWith("Usage:  varve "), out());
  }

  @Test
  void unknownCommand_isCorrected() {
    assertEquals(2, run("verion"));
    assertEquals(
        """
        varve: unknown command 'verion'; did you mean 'version'?
          hint: 'varve help' lists all commands
        """,
        err());
  }

  @Test
  void unknownOption_isCorrected() {
    assertEquals(2, run("version", "--quit"));
    assertEquals(
        """
        varve: version: unknown option '--quit'; did you mean '--quiet'?
          hint: see 'varve version --help'
        """,
        err());
  }

  @Test
  void unknownGlobalOption_isRefused() {
    assertEquals(2, run("--nonesuch"));
    assertTrue(err().contains("unknown option '--nonesuch'"), err());
    assertEquals(2, run("--nonesuch", "version"));
  }

  @Test
  void message_withControlCharacters_showsThem() {
    assertEquals(2, run("ver\u001b[31m"));
    assertEquals(-1, err().indexOf('\u001b'));
  }

  @Test
  void readerGone_endsSilently() {
    OutputStream gone =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    assertEquals(141, run(gone, "version"));
    assertEquals("", err());
  }

  @Test
  void fullDisk_isTold() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    assertEquals(3, run(full, "version"));
    assertEquals("varve: cannot write to standard output: No space left on device\n", err());
  }
}
