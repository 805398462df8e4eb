package dev.varve.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Compares with files under the test resources; {@code -Dgolden=write} writes them anew, to be
 * looked at.
 */
public final class Golden {
  private static final Path DIRECTORY = Path.of("src/test/resources/dev/varve/cli");

  private Golden() {}

  public static void check(String name, String actual) {
    Path file = DIRECTORY.resolve(name);
    try {
      if ("write".equals(System.getProperty("golden"))) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, actual);
      }
      assertEquals(Files.readString(file), actual);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
