package dev.varve.dockerfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Directories with a Dockerfile and what becomes of it: {@code ast.txt} for valid ones, the
 * rendered error in {@code error.txt} for others. {@code -Dgolden=write} writes the results
 * instead; read the difference before committing it.
 */
class GoldenTest {
  private static final Path ROOT = Path.of("src", "test", "resources", "golden");

  static Stream<String> positive() throws IOException {
    return names("positive");
  }

  static Stream<String> negative() throws IOException {
    return names("negative");
  }

  private static Stream<String> names(String kind) throws IOException {
    try (Stream<Path> directories = Files.list(ROOT.resolve(kind))) {
      return directories.map(path -> path.getFileName().toString()).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("positive")
  void parse_validFile_givesTheRecordedTree(String name) throws IOException {
    Path directory = ROOT.resolve("positive").resolve(name);
    byte[] text = Files.readAllBytes(directory.resolve("Dockerfile"));
    check(directory.resolve("ast.txt"), AstDump.of(Dockerfile.parse(text, "Dockerfile")));
  }

  @ParameterizedTest
  @MethodSource("negative")
  void parse_invalidFile_givesTheRecordedError(String name) throws IOException {
    Path directory = ROOT.resolve("negative").resolve(name);
    byte[] text = Files.readAllBytes(directory.resolve("Dockerfile"));
    DockerfileException error =
        assertThrows(DockerfileException.class, () -> Dockerfile.parse(text, "Dockerfile"));
    check(directory.resolve("error.txt"), error.render() + "\n");
  }

  private static void check(Path golden, String actual) throws IOException {
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(golden, actual);
      return;
    }
    assertEquals(Files.readString(golden), actual);
  }
}
