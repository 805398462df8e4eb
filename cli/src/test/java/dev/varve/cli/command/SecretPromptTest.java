package dev.varve.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.varve.cli.output.Console;
import dev.varve.linux.FileHandle;
import dev.varve.linux.PseudoTerminal;
import dev.varve.model.VarveException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** At a real terminal, whose other end is the test's. */
final class SecretPromptTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private PseudoTerminal terminal;
  private FileHandle peer;
  private SecretPrompt prompt;

  @BeforeEach
  void open() throws IOException {
    terminal = PseudoTerminal.open();
    peer = terminal.peer();
    prompt = prompt(peer.inputStream(), err);
  }

  private SecretPrompt prompt(InputStream in, OutputStream questions) {
    Console.Terminal all = new Console.Terminal(true, true, true);
    Console console = new Console(in, OutputStream.nullOutputStream(), questions, all);
    return new SecretPrompt(console, () -> Optional.of(terminal.settings()));
  }

  @AfterEach
  void close() throws IOException {
    peer.close();
    terminal.close();
  }

  private void type(String text) throws IOException {
    terminal.master().outputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** What the terminal has shown, of which there is at least as much as asked for. */
  private String shown(int atLeast) throws IOException {
    StringBuilder text = new StringBuilder();
    byte[] buffer = new byte[100];
    while (text.length() < atLeast) {
      int count = terminal.master().read(buffer, 0, buffer.length);
      text.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
    }
    return text.toString();
  }

  /** A question that is answered once it is asked: before that the terminal echoes. */
  private final class Answered extends OutputStream {
    private final String answer;

    Answered(String answer) {
      this.answer = answer;
    }

    @Override
    public void write(int value) throws IOException {
      err.write(value);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      err.write(bytes, from, count);
      type(answer);
    }
  }

  @Test
  void secret_isReadAndNotShown() throws Exception {
    SecretPrompt asking = prompt(peer.inputStream(), new Answered("s3cret é\n"));
    assertEquals("s3cret é", asking.secret("Password: "));
    assertEquals("Password: ", err.toString(StandardCharsets.UTF_8));
    assertEquals("\r\n", shown(2));
    // The terminal is as it was before.
    SecretPrompt after = prompt(peer.inputStream(), new Answered("me\n"));
    assertEquals("me", after.line("Username: "));
    assertEquals("me\r\n", shown(4));
  }

  @Test
  void interruption_putsTheTerminalRight() throws Exception {
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> prompt.secret("Password: "));
    assertFalse(Thread.interrupted());
    type("x\n");
    assertEquals("x\r\n", shown(3));
  }

  @Test
  void secret_withoutATerminal_isNotAskedFor() {
    Console console =
        new Console(
            InputStream.nullInputStream(), err, err, new Console.Terminal(true, true, true));
    SecretPrompt nobody = new SecretPrompt(console, Optional::empty);
    assertThrows(VarveException.class, () -> nobody.secret("Password: "));
    assertEquals(0, err.size());
  }
}
