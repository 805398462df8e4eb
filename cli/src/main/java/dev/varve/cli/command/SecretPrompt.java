package dev.varve.cli.command;

import dev.varve.cli.output.Console;
import dev.varve.linux.Terminal;
import dev.varve.model.VarveException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Asks somebody at a terminal for a line. Never shows what is to stay secret. */
final class SecretPrompt {
  private static final int MAX_LINE = 1 << 16;

  /** Finds the terminal that standard input is. */
  interface Terminals {
    Optional<Terminal> find() throws IOException;
  }

  private final Console console;
  private final Terminals terminals;

  SecretPrompt(Console console) {
    this(console, () -> Terminal.of(0));
  }

  SecretPrompt(Console console, Terminals terminals) {
    this.console = console;
    this.terminals = terminals;
  }

  /**
   * Asks for a line that anybody may see.
   *
   * @throws VarveException if there is nobody to ask
   */
  String line(String question) throws IOException, InterruptedException {
    Terminal _ = terminal();
    return ask(question);
  }

  /** Asks for a line that is not shown; the terminal is as before when this returns or throws. */
  String secret(String question) throws IOException, InterruptedException {
    try (Terminal.Restorer _ = terminal().silent()) {
      return ask(question);
    }
  }

  private Terminal terminal() throws IOException {
    Optional<Terminal> terminal = console.terminal().in() ? terminals.find() : Optional.empty();
    return terminal.orElseThrow(
        () ->
            new VarveException(
                VarveException.Code.USAGE,
                "login: standard input is not a terminal, so nobody can be asked",
                "give --username, and the password with --password-stdin"));
  }

  private String ask(String question) throws IOException, InterruptedException {
    console.flush();
    console.noteRaw(question);
    // On a thread of its own: an interrupt does not end a read, and the terminal has to be put
    // right
    // when somebody presses Ctrl-C here.
    FutureTask<String> read = new FutureTask<>(() -> read(console.in()));
    Thread thread = new Thread(read, "prompt");
    thread.setDaemon(true);
    thread.start();
    try {
      return read.get();
    } catch (ExecutionException e) {
      throw new IOException("cannot read from the terminal", e.getCause());
    }
  }

  /** One line without its end; what is there when the input ends. */
  private static String read(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.write(c);
      if (line.size() > MAX_LINE) {
        throw new IOException("a line of more than 64 KiB");
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }
}
