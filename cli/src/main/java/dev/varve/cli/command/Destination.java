package dev.varve.cli.command;

import dev.varve.cli.output.Console;
import dev.varve.model.VarveException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Where a command writes binary data to: a file, or the standard output. */
final class Destination {
  private static final int BUFFER = 1 << 16;

  private Destination() {}

  /** Writes the data. */
  @FunctionalInterface
  interface Writing {
    void to(OutputStream out) throws IOException;
  }

  /**
   * Writes to the file that is named, or to the standard output for {@code -}. A regular file
   * appears whole or not at all; a device or pipe is written to.
   *
   * @param command for the error if that is a terminal
   */
  static void write(Console console, String destination, String command, Writing writing)
      throws IOException {
    if (!destination.equals("-")) {
      toFile(Path.of(destination), writing);
      return;
    }
    if (console.terminal().out()) {
      throw new VarveException(
          VarveException.Code.USAGE,
          command + ": an archive is not for a terminal",
          "name a file, or redirect the output");
    }
    OutputStream out = new BufferedOutputStream(console.binary(), BUFFER);
    writing.to(out);
    out.flush();
  }

  private static void toFile(Path file, Writing writing) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER)) {
        writing.to(out);
      }
      return;
    }
    Path whole = file.toAbsolutePath();
    Path partial = whole.resolveSibling("." + whole.getFileName() + ".varve-partial");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(partial), BUFFER)) {
        writing.to(out);
      }
      Files.move(partial, whole, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
    }
  }
}
