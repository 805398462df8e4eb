package dev.varve.cli;

import dev.varve.cli.output.Console;
import dev.varve.cli.output.Console.Terminal;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.time.Clock;
import java.util.List;

/** Where the launcher comes in. */
public final class Varve {
  private Varve() {}

  /** Runs one command and ends the JVM with its exit status. */
  public static void main(String[] args) {
    String terminals = System.getProperty("varve.terminals", "");
    Console console =
        new Console(
            new FileInputStream(FileDescriptor.in),
            new FileOutputStream(FileDescriptor.out),
            new FileOutputStream(FileDescriptor.err),
            new Terminal(
                terminals.contains("0"), terminals.contains("1"), terminals.contains("2")));
    Caller caller =
        new Caller(
            console, System.getenv(), Clock.systemUTC(), System.getProperty("varve.uid", ""));
    Interruption.watch();
    int status = new CommandLine(caller).run(List.of(args));
    Interruption.end(status);
  }
}
