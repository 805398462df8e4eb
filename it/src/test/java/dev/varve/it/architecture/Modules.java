package dev.varve.it.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Where the project's modules lie. */
final class Modules {
  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

  private Modules() {}

  /** The directory of the whole project. */
  static Path root() {
    Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    return Files.exists(module.resolve("testkit")) ? module : module.getParent();
  }

  /** The modules that the root pom names. */
  static List<String> names() {
    try {
      return MODULE
          .matcher(Files.readString(root().resolve("pom.xml")))
          .results()
          .map(match -> match.group(1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
